package io.percore.worker;

import io.percore.Settings;
import java.time.Duration;
import java.util.Optional;

/** How large and how old a worker may become, once it has its least age; 0 is without limit. */
record RecycleLimits(long liveHeap, long resident, Duration age, Duration leastAge) {
    /** Why a worker is replaced while nothing is wrong with it yet. */
    enum Reason {
        LIVE_HEAP("live-heap"),
        RESIDENT("resident"),
        AGE("age");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static RecycleLimits of(Settings.Recycle settings, long largestHeap) {
        return new RecycleLimits(
                settings.liveHeapPercent() * largestHeap / 100,
                settings.resident(),
                settings.age(),
                settings.leastAge());
    }

    /** The first limit that is passed, if one is. */
    Optional<Reason> passedBy(Vitals vitals) {
        if (vitals.age().compareTo(leastAge) < 0) {
            return Optional.empty();
        }
        if (liveHeap > 0 && vitals.liveHeap() > liveHeap) {
            return Optional.of(Reason.LIVE_HEAP);
        }
        if (resident > 0 && vitals.resident() > resident) {
            return Optional.of(Reason.RESIDENT);
        }
        return age.isPositive() && vitals.age().compareTo(age) > 0 ? Optional.of(Reason.AGE) : Optional.empty();
    }

    /** The vitals beside their limit, in words. */
    String compare(Reason reason, Vitals vitals) {
        return switch (reason) {
            case LIVE_HEAP -> "live heap " + mebibytes(vitals.liveHeap()) + " over " + mebibytes(liveHeap);
            case RESIDENT -> "memory " + mebibytes(vitals.resident()) + " over " + mebibytes(resident);
            case AGE -> "age " + vitals.age().toMinutes() + " min over " + age.toMinutes() + " min";
        };
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
