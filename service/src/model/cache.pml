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
#ifdef NO_RETRY
#define OPERATION(a) (a)
#else
#define OPERATION(a) (a == 1 -> 0 : a)
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
    NO_TOKEN, TOKEN_BY_READER, TOKENS_BEGIN_ANEW, READ_BEFORE_MISS, JOINED_LOADS, NO_OPERATION_IDS,
    DEADLINE_BY_SENDER, DEADLINE_AFTER_LEASE, DIRECT_WITHOUT_LEASE, DIRECT_OBSERVED, CHANGE_AT_ONCE, CHANGE_WITHOUT_SEQ,
    TRUST_WITHOUT_EXPIRY, TRUST_FROM_ARRIVAL, TRUST_IN_QUARANTINE, TRUST_OF_ANY_GENERATION,
    NO_QUARANTINE, QUARANTINE_WITHOUT_LEASE, QUARANTINE_FROM_CHANGE, INIT_KEEPS_ENTRIES,
    LISTED_AT_ONCE, LISTED_UNANNOUNCED, LISTS_KEEP_TOKEN
};
#define QUARANTINE (mutant(NO_QUARANTINE) -> 0 : (mutant(QUARANTINE_WITHOUT_LEASE) -> W : L + W) + MARGIN)

mtype:regimes = { CACHED, DIRECT };

#define NONE 0
#define BY_LOADER(id) (1 + id)
#define BY_ATTEMPT(a) (1 + LOADERS + a)
#define NOBODYS (1 + LOADERS + WRITERS)
#define ATTEMPT(a) (mutant(ATTEMPTS_BY_OPERATION) -> OPERATION(a) : a)

/* Every time below is what is left until it, and is over at 0. */

/* MongoDB: the document, at which revisions operations were applied, and the regime lease, with the time until its seq has stood still for long enough. */
unsigned rev : 3 = 1;
byte ops[3];
mtype:regimes regime = CACHED;
unsigned lease_generation : 2 = 1;
unsigned until_still : 2;

/* Redis. An intent is there until somebody removes it: expired, it is 1. */
unsigned generation : 2 = 1;
unsigned quarantine : 3;
unsigned trust : 2;
unsigned entry : 3;
unsigned token : 3;
byte intents[3];
/* Lists were asked for: 1 when all writes are over that did not announce themselves to the collection. */
unsigned listed : 3;

/* Workers, any number of them: the newest renewals that were won, one to write by, one to promise trust in a generation by. */
unsigned direct : 2;
unsigned promise : 2;
unsigned promised : 2;

/* Attempts at writing: when each must be stored. */
byte deadline[3];

unsigned restarts : 2;

/* For mutants alone. */
unsigned granted_in : 2;
unsigned since_change : 3;
unsigned kept : 3;

inline drop() { entry = NONE; token = NONE }

#define announced (intents[0] || intents[1] || intents[2])

inline drop_expired() {
    if
    :: intents[0] == 1 || intents[1] == 1 || intents[2] == 1 ->
        drop();
        intents[0] = (intents[0] == 1 -> 0 : intents[0]);
        intents[1] = (intents[1] == 1 -> 0 : intents[1]);
        intents[2] = (intents[2] == 1 -> 0 : intents[2])
    :: else
    fi
}

inline percore_miss(name) {
    d_step {
        drop_expired();
        if
        :: trust && !announced && !entry && !token -> token = name
        :: else
        fi
    }
}

inline percore_fill(id, read) {
    d_step {
        if
        :: trust && !announced && (token == BY_LOADER(id) || mutant(NO_TOKEN)) -> entry = read; token = NONE
        :: else
        fi
    }
}

inline percore_begin(a) {
    d_step {
        drop_expired();
        entry = (mutant(BEGIN_KEEPS_ENTRY) -> entry : NONE);
        if
        :: !announced && (!quarantine || mutant(EXCLUSIVE_IN_QUARANTINE)) -> token = BY_ATTEMPT(ATTEMPT(a))
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
        drop_expired();
        if
        :: trust && !announced ->
            listed = (listed -> listed : (mutant(LISTED_AT_ONCE) -> 0 : W + MARGIN) + 1);
            token = (listed == 1 -> token | 1 << id : token)
        :: else
        fi
    }
}

inline percore_fill_list(id, read) {
    d_step {
        if
        :: trust && !announced && holds(id) -> entry = read
        :: else
        fi
    }
}

inline percore_begin_listed(a) {
    d_step {
        if
        :: listed ->
            drop_expired();
            entry = NONE;
            token = (mutant(LISTS_KEEP_TOKEN) -> token : NONE);
            intents[a] = (mutant(LISTED_UNANNOUNCED) -> 0 : deadline[a] + 1)
        :: else
        fi
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

inline flush() { drop(); trust = 0; listed = 0; intents[0] = 0; intents[1] = 0; intents[2] = 0 }

inline percore_init(number) {
    d_step {
        generation < number ->
        kept = (mutant(INIT_KEEPS_ENTRIES) -> entry : NONE);
        flush();
        entry = kept;
        kept = NONE;
        generation = number;
        quarantine = (mutant(QUARANTINE_FROM_CHANGE) -> since_change : QUARANTINE)
    }
}

inline percore_trust(number, left) {
    d_step {
        left && (generation == number || mutant(TRUST_OF_ANY_GENERATION)) && (!quarantine || mutant(TRUST_IN_QUARANTINE)) ->
        trust = (mutant(TRUST_FROM_ARRIVAL) -> L + 1 : left)
    }
}

/* What is not a hit is asked of MongoDB. Any reader may do that at any moment, so a hit must be what MongoDB holds. */
active proctype edge() {
end:
    do
    :: d_step { trust && entry -> assert(entry == rev) }
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

inline store(a) {
    d_step {
        (deadline[a] || mutant(DEADLINE_BY_SENDER)) && (!ops[OPERATION(a)] || mutant(NO_OPERATION_IDS)) ->
        assert(!ops[OPERATION(a)]);
        rev++;
        ops[OPERATION(a)] = rev
    }
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
        :: finish(a, ops[OPERATION(a)])
        :: skip /* The outcome is unknown to the worker. */
        fi
    :: finish(a, NONE);
        if :: mutant(END_AFTER_UNKNOWN) -> store(a) :: else fi
    :: mutant(END_PUBLISHES_FOUND) && ops[OPERATION(a)] -> finish(a, ops[OPERATION(a)])
    fi;
done:
    if
    :: deadline[a] = 0
    :: begin(a); deadline[a] = 0 /* One that was sent before, and comes late. */
    fi
}

inline won_cached() { promise = L + 1; promised = lease_generation }

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

inline attempt_ages(a) { down(deadline[a]); intents[a] = (intents[a] > 1 -> intents[a] - 1 : intents[a]) }

inline tick() {
    d_step {
        attempt_ages(0); attempt_ages(1); attempt_ages(2);
        down(until_still); down(direct); down(promise); down(quarantine); down(since_change);
        listed = (listed > 1 -> listed - 1 : listed);
        promised = (promise -> promised : NONE);
        trust = (trust && !mutant(TRUST_WITHOUT_EXPIRY) -> trust - 1 : trust)
    }
}

inline restart_redis() { d_step { restarts < RESTARTS -> flush(); generation = 0; quarantine = 0; restarts++ } }

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
