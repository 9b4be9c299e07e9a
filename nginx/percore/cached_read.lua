-- Answers a read of one document from Redis; whatever is in doubt goes on to a worker.
local redis = require "percore.redis"

local var = ngx.var
local breaker = ngx.shared.percore_breaker

local READ, AUTH = redis.command_start("FCALL_RO", "percore_read", "1"), redis.command_start("AUTH")
local LONGEST_ID = 128
local TIMEOUT_MILLISECONDS = 250
-- For a connection, which others may have to be done with first.
local CONNECT_MILLISECONDS = 1000
local IDLE_MILLISECONDS = 60000
-- Of one nginx process. Whoever finds them all in use waits: thousands at once would be more than Redis accepts.
local CONNECTIONS = { pool_size = 128, backlog = 16384 }
-- In a row, whichever nginx process they happen to.
local FAILURES_THAT_OPEN = 5
local PAUSE_SECONDS = 1

-- The document's name in Redis, when the request is a plain read of one document.
local function document_asked_for()
    local method = ngx.req.get_method()
    if method ~= "GET" and method ~= "HEAD" then
        return nil
    end
    local address = var.request_uri
    local id = address:match("^/v1/[a-z][a-z0-9-]*/([A-Za-z0-9_-][A-Za-z0-9._~-]*)$")
    if not id or #id > LONGEST_ID then
        return nil
    end
    if var.percore_kept == "off" then
        return nil
    end
    return address:sub(#"/v1/" + 1)
end

local host, port
-- When Redis last answered this nginx process.
local answered = 0

local function start(address)
    host, port = address:match("^([^/]+):(%d+)$")
    host = host or address
end

local function failed(connection, began, reason)
    connection:close()
    -- Others had an answer meanwhile: this one's is late because there is much to do here, and Redis is not away.
    if answered >= began then
        return { "FAILED" }
    end
    local failures = breaker:incr("failures", 1, 0)
    if failures >= FAILURES_THAT_OPEN and breaker:add("open", true) then
        ngx.log(ngx.WARN, "Redis does not answer, workers take the cached reads: ", reason)
    end
    return { "FAILED" }
end

local function connect(connection)
    connection:settimeout(CONNECT_MILLISECONDS)
    local connected, reason
    if port then
        connected, reason = connection:connect(host, port, CONNECTIONS)
    else
        connected, reason = connection:connect(host, CONNECTIONS)
    end
    connection:settimeout(TIMEOUT_MILLISECONDS)
    if connected and connection:getreusedtimes() == 0 and var.percore_redis_password ~= "" then
        return redis.call(connection, AUTH, var.percore_redis_password)
    end
    return connected, reason
end

local function ask(document)
    local began = ngx.now()
    local connection = ngx.socket.tcp()
    local connected, reason = connect(connection)
    if not connected then
        return failed(connection, began, reason)
    end
    local answer, fault = redis.call(connection, READ, document)
    if answer == nil then
        return failed(connection, began, fault)
    end
    connection:setkeepalive(IDLE_MILLISECONDS)
    answered = ngx.now()
    breaker:delete("failures")
    -- Redis refused: a restarted one has no functions until a worker loads them again.
    return answer or { "REFUSED" }
end

local function send(media_type, body, freshness)
    local header = ngx.header
    header["Content-Type"] = media_type
    header["Content-Length"] = #body
    header["Cache-Status"] = "percore-edge; hit" .. freshness
    ngx.print(body)
    return ngx.exit(ngx.HTTP_OK)
end

-- Whether this is a 304, and that HEAD has no body, is nginx's own business from here on.
local function send_document(revision, body, freshness)
    ngx.header["ETag"] = '"' .. revision .. '"'
    require("percore.conditions").leave_entity_tags()
    return send("application/json", body, freshness)
end

-- MongoDB is away: this was right so many milliseconds ago. RFC 9211, 2.5: less than nothing left to live.
local function send_stale(revision, body, milliseconds)
    local age = math.floor(milliseconds / 1000)
    ngx.header["Age"] = age
    return send_document(revision, body, "; ttl=-" .. age)
end

-- There is no such document: what is cached is the worker's own answer.
local function send_refusal(problem)
    ngx.status = ngx.HTTP_NOT_FOUND
    return send("application/problem+json", problem, "")
end

-- While Redis does not answer, one request in each pause asks it and the others go straight to a worker.
local function ask_unless_open(document)
    local open = breaker:get("open")
    if open and not breaker:add("asked", true, PAUSE_SECONDS) then
        return { "UNASKED" }
    end
    local said = ask(document)
    if open and said[1] ~= "FAILED" then
        breaker:delete("open")
        ngx.log(ngx.WARN, "Redis answers again")
    end
    return said
end

local function answer()
    local document = document_asked_for()
    if not document then
        return
    end
    local said = ask_unless_open(document)
    var.percore_cache = said[1]:lower()
    if said[1] == "HIT" then
        return send_document(said[2], said[3], "")
    elseif said[1] == "STALE" then
        return send_stale(said[2], said[3], said[4])
    elseif said[1] == "ABSENT" then
        return send_refusal(said[2])
    end
end

return { start = start, answer = answer }
