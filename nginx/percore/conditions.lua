-- The conditions of a request that the edge answers by itself: nginx judges some in another way than a worker.
local var = ngx.var

-- RFC 9110, 13.1.3: a date counts for nothing beside an entity tag, and documents have no other date. What If-Match and
-- If-Unmodified-Since say is a worker's to judge; to nginx empty ones are conditions that do not hold.
local function leave_entity_tags()
    ngx.req.clear_header("If-Modified-Since")
    if var.http_if_match or var.http_if_unmodified_since then
        ngx.req.clear_header("If-Match")
        ngx.req.clear_header("If-Unmodified-Since")
    end
end

-- Lists have no entity tags, but nginx finds If-None-Match: * to hold for each answer.
local function leave_none()
    leave_entity_tags()
    ngx.req.clear_header("If-None-Match")
end

return { leave_entity_tags = leave_entity_tags, leave_none = leave_none }
