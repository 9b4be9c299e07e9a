-- Keeps each line of the access log JSON, whatever a client sent: bytes above 0x7f, which may be no UTF-8, are logged as
-- \xNN.
local var = ngx.var

local NOT_ASCII = "[\128-\255]"

local function escaped(byte)
    return string.format("\\x%02X", byte:byte())
end

local function copy(original, name)
    local text = var[original]
    if text and text:find(NOT_ASCII) then
        var[name] = text:gsub(NOT_ASCII, escaped)
    end
end

local function escape()
    if var.percore_not_ascii == "" then
        return
    end
    copy("request", "percore_request_line")
    copy("http_user_agent", "percore_agent")
end

return { escape = escape }
