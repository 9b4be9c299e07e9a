package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    @Test
    void twoFailuresAreNoOutage() {
        fail(2);

        assertThatCode(breaker::pass).doesNotThrowAnyException();
    }

    @Test
    void afterThreeFailuresInARowCallsAreRefusedAtOnce() {
        fail(3);

        assertThatThrownBy(breaker::pass).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void oneCallInAWhileFindsOutWhetherTheStoreIsBack() {
        fail(3);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));

        assertThatCode(breaker::pass).doesNotThrowAnyException();
        assertThatThrownBy(breaker::pass).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void whoeverOnlyLooksIsRefusedTooAndLeavesTheNextTryToOthers() {
        fail(3);
        assertThatThrownBy(breaker::look).isInstanceOf(StoreUnavailable.class);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));

        assertThatCode(breaker::look).doesNotThrowAnyException();
        assertThatCode(breaker::pass).doesNotThrowAnyException();
    }

    @Test
    void oneSuccessClosesIt() {
        fail(3);

        breaker.succeeded();

        assertThat(breaker.isOpen()).isFalse();
        assertThatCode(breaker::pass).doesNotThrowAnyException();
    }

    private void fail(int times) {
        for (var left = times; left > 0; left--) {
            breaker.failed(new Exception("down"));
        }
    }
}
