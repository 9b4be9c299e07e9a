-- RFC 9110, 8.6: an answer that has no content must not name a length, which Helidon does in each.
local function drop_length()
    if ngx.status == 204 or ngx.status == 304 then
        ngx.header["Content-Length"] = nil
    end
end

return { drop_length = drop_length }
