package io.percore.coherence;

import io.percore.bundle.RedisWay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** What happens to a bundle while clients ask it, and how it ends. */
enum Trouble {
    NONE {
        @Override
        void begin(Site site) {}
    },
    WORKER_KILLED {
        @Override
        void begin(Site site) {
            site.bundle().kill(List.of(site.anyWorker()));
        }
    },
    /** Longer than a write may take, shorter than the watchdog waits. */
    WORKER_STOPPED {
        @Override
        void begin(Site site) {
            var process = site.bundle().processes().get(site.anyWorker());
            site.host("kill -STOP %1$s; sleep 3; kill -CONT %1$s".formatted(process));
        }
    },
    REDIS_KILLED {
        @Override
        void begin(Site site) {
            site.host("systemctl kill --signal=KILL redis-server");
        }
    },
    REDIS_RESTARTED_EMPTY {
        @Override
        void begin(Site site) {
            site.host("systemctl restart redis-server");
        }
    },
    REDIS_PAUSED {
        @Override
        void begin(Site site) {
            site.host("systemctl kill --signal=STOP redis-server; sleep 5; systemctl kill --signal=CONT redis-server");
        }
    },
    REDIS_CUT_OFF_FROM_ONE_WORKER {
        @Override
        void begin(Site site) {
            site.ways().getFirst().cut();
        }

        @Override
        void end(Site site) {
            site.ways().getFirst().mend();
        }
    },
    REDIS_CUT_OFF_FROM_ALL_WORKERS {
        @Override
        void begin(Site site) {
            site.ways().forEach(RedisWay::cut);
        }

        @Override
        void end(Site site) {
            site.ways().forEach(RedisWay::mend);
        }
    },
    REDIS_OUT_OF_MEMORY {
        @Override
        void begin(Site site) {
            site.redis().set("maxmemory", "100kb");
        }

        @Override
        void end(Site site) {
            site.redis().set("maxmemory", "$(awk '$1 == \"maxmemory\" {print $2}' /etc/redis/redis.conf)");
        }
    },
    /** It stands still for 50 ms again and again, to workers and edge alike. */
    REDIS_SLOW {
        @Override
        void begin(Site site) {
            site.host("""
                    systemd-run --quiet --expand-environment=no --unit=redis-slow \
                    sh -c 'while :; do systemctl show --value -p MainPID redis-server | {
                    read -r process; while kill -STOP $process; do sleep 0.05; kill -CONT $process; sleep 0.002; done; }; done'""");
        }

        @Override
        void end(Site site) {
            site.host("systemctl stop redis-slow; systemctl kill --signal=CONT redis-server");
        }
    },
    REDIS_FLUSHED {
        @Override
        void begin(Site site) {
            site.redis().ask("FLUSHALL");
        }
    },
    /** The store's second host stands still, shorter or longer than an intent lives: until it goes on, every write waits. */
    REPLICATION_PAUSED(true) {
        @Override
        void begin(Site site) {
            site.pair().pause();
            pass(Duration.ofMillis(200), Duration.ofSeconds(8));
        }

        @Override
        void end(Site site) {
            site.pair().resume();
        }
    },
    /** The store's first host is lost, the second one takes its place, and the first one comes back as the second. */
    STORE_SWITCHED_OVER(true) {
        @Override
        void begin(Site site) {
            site.pair().fail();
            pass(Duration.ZERO, Duration.ofSeconds(3));
        }

        @Override
        void end(Site site) {
            site.pair().mend();
        }
    },
    /** A failover to a replica that lacks the last writes. */
    REDIS_REPLICA_PROMOTED {
        @Override
        void begin(Site site) {
            site.secondRedis().copy();
            site.redis().awaitMore(LOST_COMMANDS);
            site.secondRedis().takeOver();
        }

        @Override
        void end(Site site) {
            site.secondRedis().close();
        }
    },
    REDIS_RESTARTED_WITH_AOF {
        @Override
        void begin(Site site) {
            site.host("sed -i 's/^appendonly no/appendonly yes/' /etc/redis/redis.conf");
            site.redis().set("appendonly", "yes");
            site.redis().awaitSaved();
            site.host("systemctl kill --signal=KILL redis-server; systemctl restart redis-server");
        }

        @Override
        void end(Site site) {
            site.host("sed -i 's/^appendonly yes/appendonly no/' /etc/redis/redis.conf");
            site.redis().set("appendonly", "no");
            site.host("rm -r /var/lib/redis/appendonlydir");
        }
    },
    REDIS_DUMP_RESTORED {
        @Override
        void begin(Site site) {
            site.secondRedis().restore();
            site.redis().awaitMore(LOST_COMMANDS);
            site.secondRedis().takeOver();
        }

        @Override
        void end(Site site) {
            site.secondRedis().close();
        }
    },
    REDIS_FUNCTIONS_RELOADED {
        @Override
        void begin(Site site) {
            site.redis().load(Mutant.shipped());
        }
    };

    private static final int LOST_COMMANDS = 2_000;

    private final boolean aboutThePair;

    Trouble() {
        this(false);
    }

    Trouble(boolean aboutThePair) {
        this.aboutThePair = aboutThePair;
    }

    /** Whether it needs a store on two hosts. */
    boolean isAboutThePair() {
        return aboutThePair;
    }

    /** So long after its client gave up a write may be stored yet. */
    Duration doubt() {
        // A store that waits for its second host knows no deadline: as long as that is away.
        return aboutThePair ? Duration.ofMinutes(1) : CoherenceIT.DOUBT;
    }

    /** Lets some time go by, at random, in which nothing more happens. */
    private static void pass(Duration shortest, Duration longest) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(shortest.toNanos(), longest.toNanos()));
    }

    /** Returns when it has begun; what ends by itself may be over by then. */
    abstract void begin(Site site);

    /** Ends what does not end by itself. */
    void end(Site site) {}

    /** Waits for that while it lasts; whether the cache was begun anew, where that must be. */
    boolean during(Site site, Runnable wait) {
        var generation = site.redis().generation();
        try {
            begin(site);
            wait.run();
            return !bringsBackTheOld() || site.isBegunAnew(generation);
        } finally {
            end(site);
        }
    }

    private boolean bringsBackTheOld() {
        return switch (this) {
            case REDIS_REPLICA_PROMOTED, REDIS_RESTARTED_WITH_AOF, REDIS_DUMP_RESTORED, REDIS_FUNCTIONS_RELOADED ->
                true;
            default -> false;
        };
    }
}
