package dev.muster.camel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A step that holds a call until the test lets it go on, and counts what ticks. */
public final class Gate {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch opened = new CountDownLatch(1);
    final AtomicInteger ticks = new AtomicInteger();

    public void hold() throws InterruptedException {
        entered.countDown();
        opened.await();
    }

    public void tick() {
        ticks.incrementAndGet();
    }
}
