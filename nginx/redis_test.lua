-- Every reply that Redis may give to the edge, cut at every byte. Run by nginx/check, with percore/redis.lua as argument.
local redis = dofile(arg[1])

local sent

-- A connection on which a reply comes in two parts, and then nothing more.
local function connection(first, second)
    local pieces = { first, second }
    local here = { received = "" }
    local function arrive()
        local piece = table.remove(pieces, 1)
        here.received = here.received .. (piece or "")
        return piece
    end
    function here.send(_, request)
        sent = request
        return #request
    end
    function here.receiveany()
        while here.received == "" do
            if not arrive() then
                return nil, "closed"
            end
        end
        local all = here.received
        here.received = ""
        return all
    end
    function here.receive(_, count)
        while #here.received < count do
            if not arrive() then
                return nil, "closed"
            end
        end
        local bytes = here.received:sub(1, count)
        here.received = here.received:sub(count + 1)
        return bytes
    end
    return here
end

local function shown(value)
    return type(value) == "table" and "{" .. table.concat(value, "|") .. "}" or tostring(value)
end

local function expect(what, expected, value)
    assert(shown(value) == expected, ("%q: expected %s, got %s"):format(what, expected, shown(value)))
end

local function each_cut(reply, check)
    for cut = 0, #reply do
        check(redis.call(connection(reply:sub(1, cut), reply:sub(cut + 1)), redis.command_start("GET"), "a"))
    end
end

local UNDERSTOOD = {
    ["*3\r\n$3\r\nHIT\r\n$1\r\n7\r\n$8\r\n{\"a\":\r\n}\r\n"] = "{HIT|7|{\"a\":\r\n}}",
    ["*4\r\n$5\r\nSTALE\r\n$2\r\n12\r\n$2\r\n{}\r\n$4\r\n1500\r\n"] = "{STALE|12|{}|1500}",
    ["*1\r\n$4\r\nMISS\r\n"] = "{MISS}",
    ["$0\r\n\r\n"] = "",
    ["*0\r\n"] = "{}",
    ["+OK\r\n"] = "OK",
    ["-ERR Function not found\r\n"] = "false",
}
local NOT_UNDERSTOOD = {
    ["$-1\r\n"] = "unexpected reply $-1",
    ["*-1\r\n"] = "unexpected reply *-1",
    ["*2\r\n$1\r\na\r\n$-1\r\n"] = "unexpected reply $-1",
    [":7\r\n"] = "unexpected reply :7",
    ["\r\n"] = "unexpected reply ",
    ["$2\r\nabc\r\n"] = "a string does not end where it should",
    ["*2\r\n$1\r\na\r\n"] = "closed",
    ["$5\r\nabc"] = "closed",
}

for reply, expected in pairs(UNDERSTOOD) do
    each_cut(reply, function(value)
        expect(reply, expected, value)
    end)
    local both = reply .. "+OK\r\n"
    expect(both, "nil", (redis.call(connection(both, ""), redis.command_start("GET"), "a")))
end
for reply, expected in pairs(NOT_UNDERSTOOD) do
    each_cut(reply, function(value, reason)
        expect(reply, "nil", value)
        expect(reply, expected, reason)
    end)
end

local large = ("x"):rep(1048576)
local in_two = connection("$1048576\r\n" .. large:sub(1, 4000), large:sub(4001) .. "\r\n")
expect("a large document", large, (redis.call(in_two, redis.command_start("GET"), "a")))

redis.call(connection("+OK\r\n", ""), redis.command_start("FCALL_RO", "percore_read", "1"), "users/a")
expect("request", "*4\r\n$8\r\nFCALL_RO\r\n$12\r\npercore_read\r\n$1\r\n1\r\n$7\r\nusers/a\r\n", sent)
