#!lua name=percore
-- version 4

-- The cache's rules, each function one atomic step. Loaded into Redis by the workers, called by them and by the edge.
--
-- A worker replaces functions of a lower version and leaves those of a higher one, so during a deploy two releases share the
-- newer ones: what a version adds must leave the calls of the version before as they were.
--
-- Of each document, named <collection>/<id>:
--   entry:<document>    hash rev, body. Has a time to live and may be evicted at any time. Of a document that is not there:
--                       revision 0, and the answer to whoever reads it.
--   token:<document>    who may publish: the token of one reader, or the attempt of one writer with nobody beside him.
--   intents:<document>  sorted set: attempt, deadline. Never expires, so that it is never evicted: while any intent is
--                       there, readers ask MongoDB. One whose deadline has passed stays until it is fenced.
--   fencing:<document>  there while a worker fences the document's expired intents.
-- Of a collection's lists, named <collection>/: as of a document that each write changes and none publishes:
--   entry:<collection>/    hash of lists by their query. Has a time to live, and may be evicted at any time.
--   token:<collection>/    who may fill: all readers who came since the last write share it.
--   intents:<collection>/  those of all its documents, each as <document> <attempt>.
-- Of the whole database:
--   generation          what begin, end and trust must name; the regime lease's in MongoDB.
--   quarantine          a time: writes that this generation knows nothing of are over when the lease was renewed after it.
--                       There until such a renewal brings trust.
--   trust:<generation>  there while workers renew the lease, and without it nobody believes an entry.
--   trusted-until       when that trust ended, or will.
--   renewed             the highest seq that brought trust in this generation.
--   away                hash: collection, milliseconds. There while a worker that wants the lease does not reach MongoDB:
--                       for how long after trust ended readers may be told what is left, marked as stale.
--   expired             how many intents expired and were fenced, since init.
--   turn                there while a worker is renewing the lease, or just did.
--   tokens              the number of the last one; begins at the time of init, so that none is ever granted twice.
--
-- An entry or a token stands only while there is no intent but that of the token's own holder: begin takes both away, and
-- nobody grants or fills beside an intent. So read need not look for intents before it answers a hit.
--
-- An intent whose deadline has passed belongs to a writer that never said how it ended, and its write may still become
-- visible: a store with several copies bounds the operation, not the wait for its replication. So a worker first gets a
-- write of its own through on the document, behind which nothing of that intent can come any more: the fence.
--
-- Deadlines are absolute and in Redis's own milliseconds: a command that arrives late gives nothing. Keys are not declared,
-- since one document's rules touch several: this is for one Redis server, not for a Redis Cluster.

local NO_REVISION = '0'

-- Of one collection; a reader of more than that begins anew.
local MOST_LISTS = 64

-- Longer than a worker waits for MongoDB; a reader that died keeps others from filling for so long.
local TOKEN_MILLISECONDS = 2000
-- Three tenths of the lease (RegimeLease.RENEWAL), so that it outlasts a renewal that fails.
local TURN_MILLISECONDS = 150
-- Longer than it takes a worker to find out once more that MongoDB is away.
local AWAY_MILLISECONDS = 2500
-- Longer than a fence takes as a rule; after one that failed, the next is tried so much later. Two at once do no harm.
local FENCING_MILLISECONDS = 3000
-- Of a collection's documents, at a time.
local MOST_FENCED = 16
-- Looked at, at a time: Lua returns no more than some thousand values.
local MOST_EXPIRED = 1000
-- How long a renewal is good for (RegimeLease.LENGTH). The workers of version 3 trusted for a second, and did not say when
-- they began.
local LEASE_MILLISECONDS = 500
local FORMER_LEASE_MILLISECONDS = 1000

-- The generation that was begun in this process by these functions. Data of any other was brought here without the calls
-- that guard it: on a replica that was promoted, after a restart, out of a dump; and a reload of the functions forgets it.
local home

local function microseconds()
    local time = redis.call('TIME')
    return time[1] * 1000000 + time[2]
end

local function now()
    return math.floor(microseconds() / 1000)
end

local function whole(number)
    return string.format('%.0f', number)
end

-- 0 when there is none.
local function present_generation()
    return home and tonumber(redis.call('GET', 'generation')) == home and home or 0
end

local function quarantine()
    return tonumber(redis.call('GET', 'quarantine'))
end

local function trust_key()
    return 'trust:' .. whole(home)
end

local function trusted()
    return home and redis.call('EXISTS', trust_key()) == 1
end

local function announced(document)
    return redis.call('EXISTS', 'intents:' .. document) == 1
end

local function drop(document)
    redis.call('DEL', 'entry:' .. document, 'token:' .. document)
end

local function expired(document, most)
    return redis.call('ZRANGEBYSCORE', 'intents:' .. document, '-inf', whole(now()), 'LIMIT', 0, most)
end

local function grant(document)
    local token = whole(redis.call('INCR', 'tokens'))
    redis.call('SET', 'token:' .. document, token, 'PX', TOKEN_MILLISECONDS)
    return { 'TOKEN', token }
end

local function may_fill(document, token)
    return trusted() and not announced(document) and redis.call('GET', 'token:' .. document) == token
end

local function lists_with(document)
    return document:match('^[^/]+/')
end

local function publish(document, revision, body, milliseconds)
    local entry = 'entry:' .. document
    redis.call('HSET', entry, 'rev', revision, 'body', body)
    redis.call('PEXPIRE', entry, milliseconds)
end

-- What readers are answered, if anything is there.
local function known(document)
    local entry = redis.call('HMGET', 'entry:' .. document, 'rev', 'body')
    if entry[2] and entry[1] == NO_REVISION then
        return { 'ABSENT', entry[2] }
    end
    return entry[2] and { 'HIT', entry[1], entry[2] }
end

-- What was right when trust ended, if that is less than so many milliseconds ago.
local function last_known(document, milliseconds)
    local entry = redis.call('HMGET', 'entry:' .. document, 'rev', 'body')
    local trusted_until = present_generation() ~= 0 and tonumber(redis.call('GET', 'trusted-until'))
    if not entry[2] or entry[1] == NO_REVISION or not trusted_until then
        return { 'MISS' }
    end
    local age = math.max(0, now() - trusted_until)
    if age >= milliseconds then
        return { 'MISS' }
    end
    return { 'STALE', entry[1], entry[2], whole(age) }
end

local function read_untrusted(document)
    local milliseconds = redis.call('HGET', 'away', document:match('^[^/]+'))
    return milliseconds and last_known(document, tonumber(milliseconds)) or { 'DISTRUST' }
end

local function read(keys)
    local document = keys[1]
    if not trusted() then
        return read_untrusted(document)
    end
    return known(document) or { announced(document) and 'DOUBT' or 'MISS' }
end

-- For workers, who know by themselves that MongoDB is away.
local function stale(keys, args)
    return last_known(keys[1], tonumber(args[1]) or math.huge)
end

local function being_fenced(document)
    return redis.call('EXISTS', 'fencing:' .. document) == 1
end

-- Whether somebody should fence it now.
local function unfenced(document)
    return #expired(document, 1) > 0 and not being_fenced(document)
end

-- What is there (another may have filled since the edge looked), or the right to bring it there.
local function miss(keys)
    local document = keys[1]
    if not trusted() then
        return { 'DISTRUST' }
    end
    if announced(document) then
        return { unfenced(document) and 'EXPIRED' or 'DOUBT' }
    end
    local filled = known(document)
    if filled then
        return filled
    elseif redis.call('EXISTS', 'token:' .. document) == 1 then
        return { 'TAKEN' }
    end
    return grant(document)
end

local function fill(keys, args)
    local document = keys[1]
    local token, revision, body, milliseconds = args[1], args[2], args[3], args[4]
    if not may_fill(document, token) then
        return { 'REFUSED' }
    end
    redis.call('DEL', 'token:' .. document)
    publish(document, revision, body, milliseconds)
    return { 'FILLED' }
end

-- The right to fence the intents that are named: one worker's at a time.
local function fence(keys)
    local document = keys[1]
    local attempts = expired(document, MOST_EXPIRED)
    if #attempts == 0 or not redis.call('SET', 'fencing:' .. document, 'taken', 'NX', 'PX', FENCING_MILLISECONDS) then
        return { 'REFUSED' }
    end
    return { 'GRANTED', unpack(attempts) }
end

local function listed(document, attempt)
    return document .. ' ' .. attempt
end

-- The writes of these attempts are visible now, or never will be.
local function fenced(keys, attempts)
    local document = keys[1]
    for _, attempt in ipairs(attempts) do
        redis.call('INCRBY', 'expired', redis.call('ZREM', 'intents:' .. document, attempt))
        redis.call('ZREM', 'intents:' .. lists_with(document), listed(document, attempt))
    end
    redis.call('DEL', 'fencing:' .. document)
    return { 'FENCED' }
end

-- The documents that keep the collection's lists away and should be fenced, each once.
local function documents_to_fence(lists)
    local documents, seen = {}, {}
    for _, intent in ipairs(expired(lists, MOST_EXPIRED)) do
        local document = intent:match('^%S+')
        if #documents < MOST_FENCED and not seen[document] and not being_fenced(document) then
            table.insert(documents, document)
        end
        seen[document] = true
    end
    return documents
end

local function list(keys, args)
    local lists, query = keys[1], args[1]
    if not trusted() then
        return { 'DISTRUST' }
    end
    local body = redis.call('HGET', 'entry:' .. lists, query)
    if body then
        return { 'HIT', body }
    end
    if announced(lists) then
        local documents = documents_to_fence(lists)
        return { #documents > 0 and 'EXPIRED' or 'DOUBT', unpack(documents) }
    end
    -- Whoever holds it came since the last write, and so does the one who gets it now.
    local token = redis.call('GET', 'token:' .. lists)
    if token then
        redis.call('PEXPIRE', 'token:' .. lists, TOKEN_MILLISECONDS)
        return { 'TOKEN', token }
    end
    return grant(lists)
end

local function fill_list(keys, args)
    local lists, token, query, body, milliseconds = keys[1], args[1], args[2], args[3], args[4]
    if not may_fill(lists, token) then
        return { 'REFUSED' }
    end
    local entry = 'entry:' .. lists
    if redis.call('HLEN', entry) >= MOST_LISTS then
        redis.call('DEL', entry)
    end
    redis.call('HSET', entry, query, body)
    redis.call('PEXPIRE', entry, milliseconds, 'NX')
    return { 'FILLED' }
end

local function announce(name, intent, deadline)
    drop(name)
    redis.call('ZADD', 'intents:' .. name, deadline, intent)
end

local function begin(keys, args)
    local document = keys[1]
    local attempt, generation, deadline = args[1], tonumber(args[2]), args[3]
    local present = present_generation()
    if generation ~= present then
        return { 'REFUSED', whole(present) }
    end
    local alone = not announced(document) and not quarantine()
    announce(document, attempt, deadline)
    if alone then
        redis.call('SET', 'token:' .. document, attempt, 'PXAT', deadline)
    end
    announce(lists_with(document), listed(document, attempt), deadline)
    return { 'BEGUN' }
end

-- Without a revision nothing is published: nothing changed.
local function finish(keys, args)
    local document = keys[1]
    local attempt, generation = args[1], tonumber(args[2])
    local revision, body, milliseconds = args[3], args[4], args[5]
    local standing = redis.call('ZREM', 'intents:' .. document, attempt) == 1 and generation == present_generation()
    local alone = redis.call('GET', 'token:' .. document) == attempt
    redis.call('ZREM', 'intents:' .. lists_with(document), listed(document, attempt))
    drop(document)
    if not (standing and alone and revision) then
        return { 'ENDED' }
    end
    publish(document, revision, body, milliseconds)
    return { 'PUBLISHED' }
end

local function init(_, args)
    local generation, quarantine_milliseconds = tonumber(args[1]), tonumber(args[2])
    local present = present_generation()
    if present >= generation then
        return { 'REFUSED', whole(present) }
    end
    redis.call('FLUSHDB', 'ASYNC')
    home = generation
    redis.call('SET', 'generation', whole(generation))
    redis.call('SET', 'quarantine', whole(now() + quarantine_milliseconds))
    redis.call('SET', 'tokens', whole(microseconds()))
    return { 'EMPTIED', whole(generation) }
end

-- What renewing the lease in MongoDB gives readers, begun at that time; one that comes late takes nothing from a later one.
local function trust(_, args)
    local generation, deadline, seq = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
    local begun = tonumber(args[4]) or deadline - FORMER_LEASE_MILLISECONDS
    local present = present_generation()
    deadline = math.min(deadline, begun + LEASE_MILLISECONDS)
    if generation ~= present then
        return { 'REFUSED', whole(present) }
    elseif begun < (quarantine() or begun) then
        return { 'QUARANTINE' }
    elseif deadline > math.max(now(), redis.call('PEXPIRETIME', trust_key())) then
        redis.call('SET', trust_key(), 'given', 'PXAT', whole(deadline))
        redis.call('SET', 'trusted-until', whole(deadline))
        redis.call('SET', 'renewed', whole(math.max(seq, tonumber(redis.call('GET', 'renewed')) or 0)))
        redis.call('DEL', 'quarantine')
    end
    return { 'TRUSTED' }
end

local function away(_, args)
    redis.call('DEL', 'away')
    for pair = 1, #args, 2 do
        redis.call('HSET', 'away', args[pair], args[pair + 1])
    end
    redis.call('PEXPIRE', 'away', AWAY_MILLISECONDS)
    return { 'TOLD' }
end

-- How the cache is, which each worker asks again and again: the word, the time, the generation, the highest seq that
-- brought trust in it or 0, whether it is the asker's turn (1) to renew a lease of that generation, which one of the
-- willing has at a time, and how many intents expired.
local function pulse(_, args)
    local generation, willing = tonumber(args[1]), args[2] == 'willing'
    local present = present_generation()
    local word = trusted() and 'TRUSTED' or now() < (quarantine() or 0) and 'QUARANTINE' or 'DISTRUST'
    local turn = willing and generation == present
        and redis.call('SET', 'turn', 'taken', 'NX', 'PX', TURN_MILLISECONDS)
    local seq = redis.call('GET', 'renewed') or '0'
    return { word, whole(now()), whole(present), seq, turn and '1' or '0', redis.call('GET', 'expired') or '0' }
end

redis.register_function { function_name = 'percore_read', callback = read, flags = { 'no-writes' } }
redis.register_function { function_name = 'percore_stale', callback = stale, flags = { 'no-writes' } }
redis.register_function('percore_miss', miss)
redis.register_function('percore_fill', fill)
redis.register_function('percore_fence', fence)
redis.register_function('percore_fenced', fenced)
redis.register_function('percore_list', list)
redis.register_function('percore_fill_list', fill_list)
redis.register_function('percore_begin', begin)
redis.register_function('percore_end', finish)
redis.register_function('percore_init', init)
redis.register_function('percore_trust', trust)
redis.register_function('percore_pulse', pulse)
redis.register_function('percore_away', away)
