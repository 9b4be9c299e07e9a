-- Keeps as many requests with the workers as they can work on, and refuses the others before they have cost anything.
--
-- A burst is let through: it waits in the workers' queues, and is over soon. But each request above the limit spends from
-- an allowance, which comes back only while there is room: so when too much is asked for longer, only as many are let
-- through as are answered, and those wait no longer than the limit makes them.
local var = ngx.var

local REFILL_SECONDS = 10

local limit, burst
-- Of this nginx process alone, so that one that is killed takes its count along.
local in_flight, allowance, last = 0, 0, 0

local function start(limit_of_all, burst_of_all)
    local processes = ngx.worker.count()
    limit, burst = math.ceil(limit_of_all / processes), math.ceil(burst_of_all / processes)
    allowance = burst
end

local function has_room()
    local now = ngx.now()
    local elapsed = now - last
    last = now
    if in_flight < limit then
        allowance = math.min(burst, allowance + elapsed * burst / REFILL_SECONDS)
        return true
    end
    if allowance < 1 then
        return false
    end
    allowance = allowance - 1
    return true
end

local function enter_if(room)
    if not room then
        require("percore.edge_metrics").count_overload()
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
    in_flight = in_flight + 1
    var.percore_in_flight = "yes"
end

-- For a request that goes to a worker next.
local function enter()
    -- A body that comes slowly is none of the workers' business yet.
    ngx.req.read_body()
    enter_if(has_room())
end

-- For a request that nginx may answer itself from what it kept, which is not known yet: such reads are refused only when a
-- whole burst is on its way.
local function enter_kept()
    if var.percore_kept == "off" or (var.request_method ~= "GET" and var.request_method ~= "HEAD") then
        return enter()
    end
    -- RFC 9110, 13.1.3: a date counts for nothing beside an entity tag; nginx would look at both.
    ngx.req.clear_header("If-Modified-Since")
    enter_if(in_flight < limit + burst)
end

-- When the answer begins or the client is gone, whichever comes first: a client that reads slowly keeps no worker either.
local function leave()
    if var.percore_in_flight == "yes" then
        var.percore_in_flight = ""
        in_flight = in_flight - 1
    end
end

return { start = start, enter = enter, enter_kept = enter_kept, leave = leave }
