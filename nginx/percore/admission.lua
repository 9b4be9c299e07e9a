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
    if in_flight < limit then
        allowance = math.min(burst, allowance + (now - last) * burst / REFILL_SECONDS)
    elseif allowance >= 1 then
        allowance = allowance - 1
    else
        return false
    end
    last = now
    return true
end

-- For a request that goes to a worker next.
local function enter()
    -- A body that comes slowly is none of the workers' business yet.
    ngx.req.read_body()
    if not has_room() then
        require("percore.edge_metrics").count_overload()
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
    in_flight = in_flight + 1
    var.percore_in_flight = "yes"
end

-- For a request whose reads nginx answers itself, or sends to a worker one at a time.
local function enter_write()
    if var.request_method ~= "GET" and var.request_method ~= "HEAD" then
        enter()
    end
end

-- When the answer begins or the client is gone, whichever comes first: a client that reads slowly keeps no worker either.
local function leave()
    if var.percore_in_flight == "yes" then
        var.percore_in_flight = ""
        in_flight = in_flight - 1
    end
end

return { start = start, enter = enter, enter_write = enter_write, leave = leave }
