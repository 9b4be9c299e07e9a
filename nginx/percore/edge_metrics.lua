-- Counts what the edge answered, what the cache said to it, and the tries that were followed by another, for Prometheus.
local counts = ngx.shared.percore_counts

local OVERLOADS = "percore_edge_overloads_total"

local HELP = {
    percore_edge_responses_total = "Answers to clients, by class of status.",
    percore_edge_cache_total = "What the cache said to reads that asked it; kept-: what nginx had kept itself.",
    [OVERLOADS] = "Requests refused because the workers had as many as they can work on.",
    percore_edge_requests_retried_total = "Tries of this worker that were followed by another one.",
}

local function series(name, label, value)
    return name .. "{" .. label .. '="' .. value .. '"}'
end

local function count(name, label, value)
    counts:incr(series(name, label, value), 1, 0)
end

-- A counter that appears with its first count never shows that one as an increase. What was counted before a reload stays.
local function start(workers)
    counts:add(OVERLOADS, 0)
    for _, worker in ipairs(workers) do
        counts:add(series("percore_edge_requests_retried_total", "worker", worker), 0)
    end
end

-- Each address but the last one is a worker that failed this request, or was draining.
local function count_failed_tries(tried)
    for worker in tried:gmatch("([^ ,]+),") do
        count("percore_edge_requests_retried_total", "worker", worker)
    end
end

local function count_overload()
    counts:incr(OVERLOADS, 1)
end

local function record()
    local var = ngx.var
    count("percore_edge_responses_total", "status", math.floor(ngx.status / 100) .. "xx")
    if var.percore_cache and var.percore_cache ~= "" then
        count("percore_edge_cache_total", "said", var.percore_cache)
    end
    if var.upstream_addr then
        count_failed_tries(var.upstream_addr)
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
