-- How many requests are let through to the workers. Run by nginx/check, with percore/admission.lua as argument.
local REFUSED = {}
local now, request, watched, refused_with
_G.ngx = {
    HTTP_SERVICE_UNAVAILABLE = 503,
    worker = { count = function() return 1 end },
    now = function() return now end,
    exit = function(status)
        refused_with = status
        error(REFUSED)
    end,
    req = { read_body = function() end, clear_header = function() end },
    thread = { spawn = function() watched = (watched or 0) + 1 end, kill = function() watched = watched - 1 end },
    var = setmetatable({}, {
        __index = function(_, name) return request[name] end,
        __newindex = function(_, name, value) request[name] = value end,
    }),
}
package.loaded["percore.edge_metrics"] = { count_overload = function() end }

local admission

-- A new nginx process, which lets a burst through once.
local function begin(limit, burst)
    admission = dofile(arg[1])
    now = 1000
    admission.start(limit, burst)
end

-- The request, on its way; nothing when it was refused.
local function asked(method)
    request = { request_method = method, request_uri = "/v1/notes/a", percore_in_flight = "", percore_body = "" }
    local let_through, reason = pcall(admission.enter)
    assert(let_through or reason == REFUSED, reason)
    return let_through and request or nil
end

-- How many of so many are let through.
local function let_through(count, method)
    local through = 0
    for _ = 1, count do
        through = through + (asked(method) and 1 or 0)
    end
    return through
end

local function answered(one)
    request = one
    admission.leave()
    admission.leave()
end

local function same(actual, expected, fact)
    assert(actual == expected, fact .. ": " .. actual .. " instead of " .. expected)
end

begin(24, 0)
same(let_through(100, "PUT"), 24, "writes alone have all places")
same(let_through(100, "GET"), 12, "half of them are left to reads")

begin(24, 0)
same(let_through(100, "HEAD"), 24, "reads alone have all places")
same(let_through(100, "DELETE"), 12, "half of them are left to writes")

begin(24, 0)
same(let_through(12, "GET") + let_through(100, "PUT") + let_through(100, "GET"), 24, "together they have as many")

begin(24, 0)
local first = asked("POST")
same(let_through(100, "POST"), 23, "the first one has a place")
answered(first)
same(let_through(100, "POST"), 1, "whose request is answered, leaves one place")

begin(24, 10)
same(let_through(100, "PUT"), 34, "a burst is let through once")
same(let_through(100, "GET"), 22, "and one of reads besides")
now = now + 100
same(let_through(100, "PUT"), 0, "while there is no room, the allowance does not come back")

begin(1, 10)
first = asked("PUT")
answered(first)
now = now + 5
same(let_through(100, "PUT"), 11, "an allowance that is whole does not grow")

begin(2, 10)
first = { asked("PUT"), asked("PUT"), asked("PUT"), asked("PUT") }
for _, one in ipairs(first) do
    answered(one)
end
now = now + 1
same(let_through(100, "PUT"), 11, "in a second with room a tenth of it comes back")

begin(24, 0)
request = { request_method = "GET", request_uri = "/v1/notes?after=" .. ("x"):rep(4096), percore_in_flight = "" }
assert(not pcall(admission.enter), "an address that is too long is let through")
same(refused_with, 414, "an address that is too long is refused with its status")

begin(24, 0)
request = { request_method = "PUT", request_uri = "/v1/notes/a", percore_in_flight = "", percore_body = "some" }
admission.enter()
same(watched, 0, "the time of a body is watched while it comes, and then no more")
