-- What is logged of a client's words. Run by nginx/check, with percore/log_line.lua as argument.
_G.ngx = { var = {} }
local log_line = dofile(arg[1])

local function logged(agent)
    ngx.var.request, ngx.var.http_user_agent, ngx.var.percore_agent = "GET / HTTP/1.1", agent, agent
    log_line.escape()
    return ngx.var.percore_agent
end

assert(logged("curl/8.14") == "curl/8.14", "plain text is logged as it is")
assert(logged("a\255b\195\188") == "a\\xFFb\\xC3\\xBC", "other bytes are logged by their numbers")
assert(logged(nil) == nil, "a client without a name has none")
assert(ngx.var.percore_request_line == nil, "a plain request line is logged as it is")
