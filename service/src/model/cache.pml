/* The cache protocol around one document, in the names of cache.lua and of the classes in io.percore.document.
   What is left out and why, what each mutant breaks: RATIONALE.md. Run by ./check. */

/* Bounds. A loader goes on for ever; a writer is one attempt, of which the second repeats the first one's operation. */
#ifndef WRITERS
#define WRITERS 3
#endif
#ifndef LOADERS
#define LOADERS 1
#endif
#ifndef GENERATIONS
#define GENERATIONS 2
#endif
#ifndef RESTARTS
#define RESTARTS 1
#endif
#ifndef FAILOVERS
#define FAILOVERS 0
#endif
#ifdef NO_RETRY
#define OPERATION(a) (a)
#else
#define OPERATION(a) (a == 1 -> 0 : a)
#endif

/* Of the two ways in which a write may be late, APPLIED_AT_ONCE leaves the one that it is not visible yet. */
#ifdef APPLIED_AT_ONCE
#define MAY_BEGIN !late
#else
#define MAY_BEGIN true
#endif

/* In ticks: the longest write, the lease, and more than clocks may differ. */
#ifndef W
#define W 1
#endif
#ifndef L
#define L 1
#endif
#define MARGIN 1

/* The one rule that is broken. */
#ifndef MUTANT
#define MUTANT NO_MUTANT
#endif
#define mutant(rule) (MUTANT == rule)

mtype:mutants = {
    NO_MUTANT, NO_INTENTS, EVICTABLE_INTENTS, SHORT_INTENTS, ATTEMPTS_BY_OPERATION, BEGIN_KEEPS_ENTRY, BEGIN_KEEPS_TOKEN,
    END_PUBLISHES_ALWAYS, END_PUBLISHES_FOUND, END_AFTER_UNKNOWN, EXCLUSIVE_IN_QUARANTINE,
    MISS_TAKES_EXPIRED, BEGIN_TAKES_EXPIRED, FENCE_UNANSWERED, FENCE_OVERTAKES, FENCE_NOT_COMPARED, FENCED_TAKES_LATER,
    NO_TOKEN, TOKEN_BY_READER, TOKENS_BEGIN_ANEW, READ_BEFORE_MISS, JOINED_LOADS, NO_OPERATION_IDS,
    DEADLINE_BY_SENDER, DEADLINE_AFTER_LEASE, DIRECT_WITHOUT_LEASE, DIRECT_OBSERVED, CHANGE_AT_ONCE, CHANGE_WITHOUT_SEQ,
    TRUST_WITHOUT_EXPIRY, TRUST_FROM_ARRIVAL, TRUST_IN_QUARANTINE, TRUST_OF_ANY_GENERATION,
    NO_QUARANTINE, QUARANTINE_WITHOUT_LEASE, QUARANTINE_FROM_CHANGE, TRUST_BY_EARLIER_RENEWAL, TRUST_BEFORE_CAUGHT_UP,
    INIT_KEEPS_ENTRIES, READ_WITHOUT_HOME, BEGIN_WITHOUT_HOME,
    LISTED_UNANNOUNCED, LISTS_KEEP_TOKEN
};
#define QUARANTINE (mutant(NO_QUARANTINE) -> 0 : (mutant(QUARANTINE_WITHOUT_LEASE) -> W : L + W) + MARGIN)

mtype:regimes = { CACHED, DIRECT };

#define NONE 0
#define BY_LOADER(id) (1 + id)
#define BY_ATTEMPT(a) (1 + LOADERS + a)
#define NOBODYS (1 + LOADERS + WRITERS)
#define ATTEMPT(a) (mutant(ATTEMPTS_BY_OPERATION) -> OPERATION(a) : a)

/* Every time below is what is left until it, and is over at 0. */

/* MongoDB: the document as readers see it, at which revisions operations were applied, the attempts that began to be stored (by what holds them back if they
   come late), the one that is applied and not visible yet; and the regime lease, with the time until its seq has stood still for long enough. */
#define BY_FENCE 1
#define BY_DEADLINE 2
unsigned rev : 3 = 1;
byte ops[3];
byte begun_to_store[3];
unsigned late : 2;
#ifdef NO_RETRY
#define acknowledged(a) ops[a]
#define acknowledge(a) skip
#else
bit acknowledged_attempt[3];
#define acknowledged(a) acknowledged_attempt[a]
#define acknowledge(a) acknowledged_attempt[a] = 1
#endif
mtype:regimes regime = CACHED;
unsigned lease_generation : 2 = 1;
unsigned until_still : 2;

/* Redis. An intent is there until somebody removes it: expired, it is 1. Home is that its data's generation was begun in its process. */
unsigned generation : 2 = 1;
bit home = 1;
unsigned quarantine : 3;
bit until_trust;
unsigned trust : 2;
unsigned entry : 3;
unsigned token : 3;
byte intents[3];
/* The one that was the primary before a failover, which the edge may still ask. */
unsigned former_trust : 2;
unsigned former_entry : 3;

/* Workers, any number of them: the newest renewals that were won, one to write by, one to promise trust in a generation by, and whether that one
   began after the generation's quarantine. */
unsigned direct : 2;
unsigned promise : 2;
unsigned promised : 2;
bit after_quarantine;

/* Attempts at writing: when each must be stored. */
byte deadline[3];

unsigned restarts : 2;
unsigned failovers : 2;
unsigned last_begun : 2 = 1;

/* For mutants alone. */
unsigned granted_in : 2;
unsigned since_change : 3;
unsigned kept : 3;
hidden byte gone;

inline drop() { entry = NONE; token = NONE }

#define announced (intents[0] || intents[1] || intents[2])
#define trusted (trust && (home || mutant(READ_WITHOUT_HOME)))

/* The expired ones among some intents. */
#define expired(a) (intents[a] == 1 -> 1 << a : 0)
#define all_expired (expired(0) | expired(1) | expired(2))

inline take_away(some) {
    intents[0] = (some & 1 -> 0 : intents[0]);
    intents[1] = (some & 2 -> 0 : intents[1]);
    intents[2] = (some & 4 -> 0 : intents[2])
}

inline percore_miss(name) {
    d_step {
        if :: mutant(MISS_TAKES_EXPIRED) -> gone = all_expired; take_away(gone) :: else fi;
        if
        :: trusted && !announced && !entry && !token -> token = name
        :: else
        fi
    }
}

inline percore_fill(id, read) {
    d_step {
        if
        :: trusted && !announced && (token == BY_LOADER(id) || mutant(NO_TOKEN)) -> entry = read; token = NONE
        :: else
        fi
    }
}

#define accepts (home || mutant(BEGIN_WITHOUT_HOME))

inline percore_begin(a) {
    d_step {
        accepts;
        if :: mutant(BEGIN_TAKES_EXPIRED) -> gone = all_expired; take_away(gone) :: else fi;
        entry = (mutant(BEGIN_KEEPS_ENTRY) -> entry : NONE);
        if
        :: !announced && (!until_trust || mutant(EXCLUSIVE_IN_QUARANTINE)) -> token = BY_ATTEMPT(ATTEMPT(a))
        :: else -> token = (mutant(BEGIN_KEEPS_TOKEN) -> token : NONE)
        fi;
        intents[ATTEMPT(a)] = (mutant(NO_INTENTS) -> 0 : deadline[a] + (mutant(SHORT_INTENTS) -> 0 : 1))
    }
}

inline percore_end(a, published) {
    d_step {
        if
        :: published && (intents[ATTEMPT(a)] || mutant(NO_INTENTS)) && (token == BY_ATTEMPT(ATTEMPT(a)) || mutant(END_PUBLISHES_ALWAYS)) ->
            entry = published; token = NONE
        :: else -> drop()
        fi;
        intents[ATTEMPT(a)] = 0
    }
}

/* With LISTS the entry is a collection's lists: each write to a document of it changes them and none publishes them. The token is
   the set of who holds it, since all may who came since the last write, and it is never granted again. */
#define holds(id) (token >> id & 1)

inline percore_list(id) {
    d_step {
        if :: mutant(MISS_TAKES_EXPIRED) -> gone = all_expired; take_away(gone) :: else fi;
        if
        :: trusted && !announced -> token = token | 1 << id
        :: else
        fi
    }
}

inline percore_fill_list(id, read) {
    d_step {
        if
        :: trusted && !announced && holds(id) -> entry = read
        :: else
        fi
    }
}

inline percore_begin_listed(a) {
    d_step {
        accepts;
        entry = NONE;
        token = (mutant(LISTS_KEEP_TOKEN) -> token : NONE);
        intents[a] = (mutant(LISTED_UNANNOUNCED) -> 0 : deadline[a] + 1)
    }
}

#ifdef LISTS
#define ask(id) percore_list(id)
#define granted(id) holds(id)
#define offer(id, read) percore_fill_list(id, read)
#define begin(a) percore_begin_listed(a)
#define finish(a, published) intents[a] = 0
#else
#define ask(id) percore_miss(BY_LOADER(id))
#define granted(id) (token == BY_LOADER(id))
#define offer(id, read) percore_fill(id, read)
#define begin(a) percore_begin(a)
#define finish(a, published) percore_end(a, published)
#endif

/* Without its intent nothing but MongoDB's own bounds holds a late attempt back. */
inline lose_intent(a) { intents[a] = 0; begun_to_store[a] = (begun_to_store[a] && deadline[a] -> BY_DEADLINE : 0) }

inline flush() { drop(); trust = 0; lose_intent(0); lose_intent(1); lose_intent(2) }

inline percore_init(number) {
    d_step {
        (home -> generation : 0) < number && last_begun < number ->
        kept = (mutant(INIT_KEEPS_ENTRIES) -> entry : NONE);
        flush();
        entry = kept;
        kept = NONE;
        generation = number;
        last_begun = number;
        home = 1;
        until_trust = 1;
        quarantine = (mutant(QUARANTINE_FROM_CHANGE) -> since_change : QUARANTINE)
    }
}

inline percore_trust(number, left) {
    d_step {
        left && home && (generation == number || mutant(TRUST_OF_ANY_GENERATION)) &&
            (!until_trust || after_quarantine || mutant(TRUST_IN_QUARANTINE) || (mutant(TRUST_BY_EARLIER_RENEWAL) && !quarantine)) ->
        trust = (mutant(TRUST_FROM_ARRIVAL) -> L + 1 : left);
        until_trust = 0
    }
}

/* What is not a hit is asked of MongoDB. Any reader may do that at any moment, so a hit must be what MongoDB holds. */
active proctype edge() {
end:
    do
    :: d_step { trusted && entry -> assert(entry == rev) }
    :: d_step { former_trust && former_entry -> assert(former_entry == rev) }
    od
}

inline ask_store() { read = (mutant(READ_BEFORE_MISS) -> read : rev) }

proctype loader(byte id) {
    unsigned read : 3;
end:
    do
    :: atomic {
            ask(id);
            if
            :: granted(id) -> granted_in = (mutant(TOKENS_BEGIN_ANEW) -> restarts : 0)
            :: else -> goto end
            fi
        };
        ask_store();
        if
        :: offer(id, read)
        :: d_step { mutant(JOINED_LOADS) -> assert(read == rev) }
        :: skip
        fi;
        read = (mutant(READ_BEFORE_MISS) -> rev : 0)
    od
}

/* MongoDB looks at the deadline first and may apply the write later, when a lock is free, and show it later still, when enough of its servers have it. */
inline store(a) {
    d_step {
        (deadline[a] || mutant(DEADLINE_BY_SENDER)) && (!ops[OPERATION(a)] || mutant(NO_OPERATION_IDS)) && MAY_BEGIN ->
        begun_to_store[a] = (intents[ATTEMPT(a)] -> BY_FENCE : BY_DEADLINE);
#ifdef APPLIED_AT_ONCE
        begun_to_store[a] = 0;
        assert(!ops[OPERATION(a)]);
        late = a + 1
#endif
    }
}

inline apply(a) {
    d_step {
        begun_to_store[a] && !late && (begun_to_store[a] == BY_FENCE || deadline[a] || mutant(DEADLINE_BY_SENDER)) ->
        begun_to_store[a] = 0;
        if
        :: !ops[OPERATION(a)] || mutant(NO_OPERATION_IDS) -> assert(!ops[OPERATION(a)]); late = a + 1
        :: else
        fi
    }
}

inline appear() {
    d_step { late -> rev++; ops[OPERATION((late - 1))] = rev; acknowledge(late - 1); late = 0 }
}

/* What was decided before it finds another fence than it saw, once it is applied at all. */
inline fence() {
    d_step {
        !late || mutant(FENCE_OVERTAKES) ->
        begun_to_store[0] = (mutant(FENCE_NOT_COMPARED) -> begun_to_store[0] : 0);
        begun_to_store[1] = (mutant(FENCE_NOT_COMPARED) -> begun_to_store[1] : 0);
        begun_to_store[2] = (mutant(FENCE_NOT_COMPARED) -> begun_to_store[2] : 0)
    }
}

active proctype fencer() {
    unsigned fenced : 3;
end:
    do
    :: d_step { all_expired -> fenced = all_expired };
        if
        :: fence(); d_step { fenced = (mutant(FENCED_TAKES_LATER) -> all_expired : fenced); take_away(fenced) }
        :: mutant(FENCE_UNANSWERED) -> d_step { take_away(fenced) }
        :: skip
        fi;
        fenced = 0
    od
}

active proctype mongodb() {
end:
    do
    :: apply(0)
    :: apply(1)
    :: apply(2)
    :: appear()
    od
}

inline fix_deadline(a) { deadline[a] = W + 1 }

/* What fails its compare is tried again, or given up. An attempt that stops anywhere is one whose worker was killed. */
proctype writer(byte a) {
    do
    :: mutant(DIRECT_OBSERVED) && regime == DIRECT -> direct = L + 1
    :: fix_deadline(a); break
    od;
    if
    :: begin(a); goto begun
    :: direct || mutant(DIRECT_WITHOUT_LEASE) -> store(a)
    :: mutant(DEADLINE_AFTER_LEASE) && direct -> fix_deadline(a); store(a)
    :: skip
    fi;
    goto done;
begun:
    if
    :: begin(a); goto begun
    :: store(a);
        if
        :: acknowledged(a) -> finish(a, ops[OPERATION(a)])
        :: skip /* The outcome is unknown to the worker. */
        fi
    :: finish(a, NONE);
        if :: mutant(END_AFTER_UNKNOWN) -> store(a) :: else fi
    :: mutant(END_PUBLISHES_FOUND) && ops[OPERATION(a)] -> finish(a, ops[OPERATION(a)])
    fi;
done:
    if
    :: begin(a) /* One that was sent before, and comes late. */
    :: skip
    fi;
    d_step { deadline[a] = (begun_to_store[a] -> deadline[a] : 0) }
}

/* An acknowledged renewal shows that what was applied before it is visible; writes of other generations were, when the quarantine was over. */
inline won_cached() {
    promise = L + 1;
    promised = lease_generation;
    after_quarantine = until_trust && home && generation == lease_generation && !quarantine && (!late || mutant(TRUST_BEFORE_CAUGHT_UP))
}

inline renew_cached() {
    d_step { regime == CACHED -> won_cached(); until_still = (mutant(CHANGE_WITHOUT_SEQ) -> until_still : L + MARGIN) }
}

inline renew_direct() { d_step { regime == DIRECT -> direct = L + 1 } }

inline change_to_direct() {
    d_step { regime == CACHED && (!until_still || mutant(CHANGE_AT_ONCE)) -> regime = DIRECT; direct = L + 1; until_still = 0 }
}

inline change_to_cached() {
    d_step {
        lease_generation < GENERATIONS && (regime == DIRECT || !until_still) ->
        regime = CACHED;
        lease_generation++;
        won_cached();
        until_still = L + MARGIN;
        since_change = (mutant(QUARANTINE_FROM_CHANGE) -> L + W + MARGIN : 0)
    }
}

/* All workers at once: what one did that stopped or was slow since, another may do after it. */
active proctype keeper() {
end:
    do
    :: renew_cached()
    :: percore_trust(promised, promise)
    :: change_to_direct()
    :: renew_direct()
    :: change_to_cached()
    :: percore_init(lease_generation)
    :: percore_init(lease_generation - 1)
    od
}

inline down(left) { left = (left -> left - 1 : 0) }

inline attempt_ages(a) {
    down(deadline[a]);
    intents[a] = (intents[a] > 1 -> intents[a] - 1 : intents[a]);
    begun_to_store[a] = (begun_to_store[a] == BY_DEADLINE && !deadline[a] && !mutant(DEADLINE_BY_SENDER) -> 0 : begun_to_store[a])
}

inline tick() {
    d_step {
        attempt_ages(0); attempt_ages(1); attempt_ages(2);
        down(until_still); down(direct); down(promise); down(quarantine); down(since_change); down(former_trust);
        promised = (promise -> promised : NONE);
        after_quarantine = promise && after_quarantine;
        former_entry = (former_trust -> former_entry : NONE);
        trust = (trust && !mutant(TRUST_WITHOUT_EXPIRY) -> trust - 1 : trust)
    }
}

inline restart_redis() { d_step { restarts < RESTARTS -> flush(); generation = 0; home = 0; quarantine = 0; restarts++ } }

/* To a replica that lags: what it lacks is any entry, token and intent. So is a restart with old data, or a dump. */
inline fail_over() {
    d_step {
        failovers < FAILOVERS && home ->
        former_trust = trust;
        former_entry = entry;
        token = NONE;
        entry = rev;
        do
        :: entry > 0 -> entry--
        :: break
        od;
        lose_intent(0); lose_intent(1); lose_intent(2);
        home = 0;
        failovers++
    }
}

active proctype world() {
end:
    do
    :: tick()
    :: entry -> entry = NONE
    :: token -> token = NONE
    :: mutant(EVICTABLE_INTENTS) && intents[0] -> intents[0] = 0
#ifndef LISTS
    :: percore_miss(NOBODYS)
#endif
    :: atomic { mutant(TOKEN_BY_READER) || (mutant(TOKENS_BEGIN_ANEW) && restarts > granted_in) -> percore_miss(BY_LOADER(0)) }
    :: restart_redis()
    :: fail_over()
    od
}

init {
    byte n;
    atomic {
        for (n : 0 .. LOADERS - 1) { run loader(n) }
        for (n : 0 .. WRITERS - 1) { run writer(n) }
        n = 0
    }
}
