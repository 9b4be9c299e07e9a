-- Marks what nginx answers by itself for a collection that has edge seconds.
local var = ngx.var

-- Less than nothing left to live is how long it has been stale (RFC 9211, 2.5).
local function mark_hit(header)
    local made = ngx.parse_http_time(var.upstream_http_date or "") or ngx.time()
    local age = math.max(0, ngx.time() - made)
    local seconds = tonumber((header["Cache-Control"] or ""):match("s%-maxage=(%d+)")) or 0
    header["Age"] = age
    header["Cache-Status"] = "percore-edge; hit; ttl=" .. seconds - age
    -- Of the request that brought it here.
    header["Percore-Worker"] = nil
    header["Server-Timing"] = nil
end

local function mark()
    local found = var.upstream_cache_status
    -- The request that fetches a newer one behind an answer shares that one's variables.
    if not found or ngx.is_subrequest then
        return
    end
    var.percore_cache = "kept-" .. found:lower()
    if found == "HIT" or found == "STALE" or found == "UPDATING" then
        mark_hit(ngx.header)
    end
end

return { mark = mark }
