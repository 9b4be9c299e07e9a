package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
final class BreakerTest {
    private final Semaphore probed = new Semaphore(0);
    private volatile boolean down = true;
    private final Breaker breaker = new Breaker(this::probe);

    private void probe() {
        probed.release();
        if (down) {
            throw new IllegalStateException("down");
        }
    }

    @AfterEach
    void close() {
        breaker.close();
    }

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
    void itTriesAgainByItselfAndRefusesUntilThatSucceeds() throws InterruptedException {
        fail(3);
        probed.acquire(2);
        assertThat(breaker.isOpen()).isTrue();

        down = false;

        awaitClosed();
    }

    @Test
    void eachOutageIsProbed() throws InterruptedException {
        down = false;
        fail(3);
        awaitClosed();

        fail(3);

        awaitClosed();
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

    private void awaitClosed() {
        while (breaker.isOpen()) {
            Thread.onSpinWait();
        }
    }
}
