-- Counts what the edge answered, what the cache said to it, and the tries that were followed by another, for Prometheus.
local var = ngx.var
local counts = ngx.shared.percore_counts

local OVERLOADS = "percore_edge_overloads_total"

local HELP = {
    percore_edge_responses_total = "Answers to clients, by class of status.",
    percore_edge_cache_total = "What the cache said to reads that asked it; kept-: what nginx had kept itself.",
    [OVERLOADS] = "Requests refused because the workers had as many as they can work on.",
    percore_edge_requests_retried_total = "Tries of this worker that were followed by another one.",
}

-- The names of a metric's series by the label's value. Made once, since every request needs some.
local function series_of(metric, label)
    return setmetatable({}, {
        __index = function(known, value)
            known[value] = metric .. "{" .. label .. '="' .. value .. '"}'
            return known[value]
        end,
    })
end

local RESPONSES = series_of("percore_edge_responses_total", "status")
local CACHE = series_of("percore_edge_cache_total", "said")
local RETRIED = series_of("percore_edge_requests_retried_total", "worker")

local function count(series)
    counts:incr(series, 1, 0)
end

-- A counter that appears with its first count never shows that one as an increase. What was counted before a reload stays.
local function start(workers)
    counts:add(OVERLOADS, 0)
    for _, worker in ipairs(workers) do
        counts:add(RETRIED[worker], 0)
    end
end

-- Each address but the last one is a worker that failed this request, or was draining.
local function count_failed_tries(tried)
    for worker in tried:gmatch("([^ ,]+),") do
        count(RETRIED[worker])
    end
end

local function count_overload()
    count(OVERLOADS)
end

local function record()
    count(RESPONSES[math.floor(ngx.status / 100) .. "xx"])
    local said, tried = var.percore_cache, var.upstream_addr
    if said and said ~= "" then
        count(CACHE[said])
    end
    if tried then
        count_failed_tries(tried)
    end
end

-- Of the breaker that cached_read has: 1 while Redis is asked by one read a second only.
local function print_breaker()
    ngx.print("# HELP percore_edge_breaker_open 1 while Redis does not answer the edge.\n",
        "# TYPE percore_edge_breaker_open gauge\npercore_edge_breaker_open ",
        ngx.shared.percore_breaker:get("open") and 1 or 0, "\n")
end

local function print_all()
    local all = counts:get_keys(0)
    table.sort(all)
    local described
    for _, one in ipairs(all) do
        local name = one:match("^[^{]+")
        if name ~= described then
            ngx.print("# HELP ", name, " ", HELP[name], "\n# TYPE ", name, " counter\n")
            described = name
        end
        ngx.print(one, " ", counts:get(one), "\n")
    end
    print_breaker()
end

return { start = start, count_overload = count_overload, record = record, print_all = print_all }
