-- Redis's protocol (RESP2), as far as the edge speaks it. A library (lua-nginx-redis) puts each command together anew and
-- asks nginx for each line of a reply, which costs several times as much (loadtest/run compare).
local byte, find, sub = string.byte, string.find, string.sub

local AT_ONCE = 65536
local SIMPLE_STRING, ERROR, BULK_STRING, ARRAY = byte("+-$*", 1, 4)

local function bulk_string(word)
    return "$" .. #word .. "\r\n" .. word .. "\r\n"
end

-- A command without its last word, which call adds.
local function command_start(...)
    local words = { ... }
    local start = "*" .. #words + 1 .. "\r\n"
    for _, word in ipairs(words) do
        start = start .. bulk_string(word)
    end
    return start
end

-- What comes next up to the end of its line; or nil and why not.
local function read_line(reader)
    local last = find(reader.text, "\r\n", reader.at, true)
    while not last do
        local more, reason = reader.connection:receiveany(AT_ONCE)
        if not more then
            return nil, reason
        end
        reader.text = reader.text .. more
        last = find(reader.text, "\r\n", reader.at, true)
    end
    local line = sub(reader.text, reader.at, last - 1)
    reader.at = last + 2
    return line
end

-- So many bytes, behind which a line ends.
local function read_bytes(reader, count)
    local missing = reader.at + count + 1 - #reader.text
    if missing > 0 then
        local more, reason = reader.connection:receive(missing)
        if not more then
            return nil, reason
        end
        reader.text = reader.text .. more
    end
    local bytes = sub(reader.text, reader.at, reader.at + count - 1)
    reader.at = reader.at + count + 2
    if sub(reader.text, reader.at - 2, reader.at - 1) ~= "\r\n" then
        return nil, "a string does not end where it should"
    end
    return bytes
end

local read

local function read_array(reader, count)
    local array = {}
    for at = 1, count do
        local one, reason = read(reader)
        if not one then
            return nil, reason
        end
        array[at] = one
    end
    return array
end

read = function(reader)
    local line, reason = read_line(reader)
    if not line then
        return nil, reason
    end
    local kind, rest = byte(line), sub(line, 2)
    local count = tonumber(rest)
    if kind == BULK_STRING and count and count >= 0 then
        return read_bytes(reader, count)
    elseif kind == ARRAY and count and count >= 0 then
        return read_array(reader, count)
    elseif kind == SIMPLE_STRING then
        return rest
    elseif kind == ERROR then
        return false, rest
    end
    return nil, "unexpected reply " .. line
end

-- Redis's reply to a command: a string, or an array of them. False and its words when it refuses; nil and the reason when
-- there is no reply, or none that is understood, and the connection is of no more use.
local function call(connection, start, last_word)
    local sent, reason = connection:send(start .. bulk_string(last_word))
    if not sent then
        return nil, reason
    end
    local reader = { connection = connection, text = "", at = 1 }
    local reply, refusal = read(reader)
    -- The next request on this connection would be given what belongs to another.
    if reply ~= nil and reader.at <= #reader.text then
        return nil, "more than one reply"
    end
    return reply, refusal
end

return { command_start = command_start, call = call }
