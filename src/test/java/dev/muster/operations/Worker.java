package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.concurrent.atomic.AtomicReference;

/** Work in a thread of its own that is to be interrupted. */
final class Worker {
    private final AtomicReference<MusterException> end = new AtomicReference<>();
    private final Thread thread;

    Worker(Runnable work) {
        thread = new Thread(() -> {
            try {
                work.run();
            } catch (MusterException e) {
                end.set(e);
            }
        });
        thread.start();
    }

    /** Whether the work takes longer than that. */
    boolean worksLongerThan(long millis) throws InterruptedException {
        thread.join(millis);
        return thread.isAlive();
    }

    /** The work ends soon, and says that it was cancelled. */
    void assertEndsWhenInterrupted() throws InterruptedException {
        thread.interrupt();
        assertThat(worksLongerThan(5000)).isFalse();
        assertThat(end.get().failure().is(ErrorCode.CANCELLED)).isTrue();
    }
}
