-- Keeps as many requests with the workers as they can work on, and refuses the others before they have cost anything.
--
-- Reads and writes have an account each, and neither can take more than half of the places from the other: writes that wait,
-- because Redis went away, must not have reads refused. So both together may have half as many more than there are.
--
-- A burst is let through: it waits in the workers' queues, and is over soon. But each request above the limit spends from
-- an allowance, which comes back only while there is room: so when too much is asked for longer, only as many are let
-- through as are answered, and those wait no longer than the limit makes them.
local var = ngx.var

local REFILL_SECONDS = 10
-- In bytes. A worker reads no longer ones (Listeners).
local LONGEST_ADDRESS = 4096
-- For the whole of a body: nginx's own limit is one for each pause, so that a byte now and then holds a connection for good.
local BODY_SECONDS = 30

local limit, burst
-- Of this nginx process alone, so that one that is killed takes its count along.
local reads, writes = { in_flight = 0, last = 0 }, { in_flight = 0, last = 0 }
local ACCOUNTS = { read = reads, write = writes }

local function start(limit_of_all, burst_of_all)
    local processes = ngx.worker.count()
    limit, burst = math.ceil(limit_of_all / processes), math.ceil(burst_of_all / processes)
    reads.allowance, writes.allowance = burst, burst
end

local function has_room(account)
    local now = ngx.now()
    local elapsed = now - account.last
    account.last = now
    local other = account == reads and writes or reads
    if account.in_flight + math.min(other.in_flight, limit / 2) < limit then
        account.allowance = math.min(burst, account.allowance + elapsed * burst / REFILL_SECONDS)
        return true
    end
    if account.allowance < 1 then
        return false
    end
    account.allowance = account.allowance - 1
    return true
end

local function account_of_request()
    local method = var.request_method
    return (method == "GET" or method == "HEAD") and reads or writes
end

local function enter_if(room, account)
    if not room then
        require("percore.edge_metrics").count_overload()
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
    account.in_flight = account.in_flight + 1
    var.percore_in_flight = account == reads and "read" or "write"
end

local function refuse_long_address()
    if #var.request_uri > LONGEST_ADDRESS then
        return ngx.exit(414)
    end
end

-- Ends the request when its time is over, and its connection with it.
local function give_up()
    ngx.sleep(BODY_SECONDS)
    return ngx.exit(408)
end

-- A body that comes slowly is none of the workers' business yet.
local function read_body()
    if var.percore_body ~= "" or var.http_transfer_encoding then
        local deadline = ngx.thread.spawn(give_up)
        ngx.req.read_body()
        ngx.thread.kill(deadline)
    end
end

-- For a request that goes to a worker next.
local function enter()
    refuse_long_address()
    read_body()
    local account = account_of_request()
    enter_if(has_room(account), account)
end

-- For a request that nginx may answer itself from what it kept, which is not known yet: such reads are refused only when a
-- whole burst is on its way.
local function enter_kept()
    if var.percore_kept == "off" or account_of_request() == writes then
        return enter()
    end
    local conditions = require("percore.conditions")
    if var.request_uri:find("^/v1/[^/?]+/") then
        conditions.leave_entity_tags()
    else
        conditions.leave_none()
    end
    refuse_long_address()
    enter_if(reads.in_flight < limit + burst, reads)
end

-- For the question of a load balancer, which is bounded with the reads.
local function enter_probe()
    if reads.in_flight >= limit + burst then
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
    enter_if(true, reads)
end

-- When the answer begins or the client is gone, whichever comes first: a client that reads slowly keeps no worker either.
local function leave()
    local account = ACCOUNTS[var.percore_in_flight]
    if account then
        var.percore_in_flight = ""
        account.in_flight = account.in_flight - 1
    end
end

return { start = start, enter = enter, enter_kept = enter_kept, enter_probe = enter_probe, leave = leave }
