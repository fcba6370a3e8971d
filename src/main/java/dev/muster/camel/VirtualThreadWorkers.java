package dev.muster.camel;

import io.vertx.core.spi.ExecutorServiceFactory;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Gives Vert.x virtual threads as workers where the JDK has them (21 and later), so that a request that waits costs no platform thread;
 * else a pool of the configured size. Found by Vert.x through {@code META-INF/services}; no setting of Camel's reaches that pool
 * (camel-notes 3).
 */
public final class VirtualThreadWorkers implements ExecutorServiceFactory {
    @Override
    public ExecutorService createExecutor(ThreadFactory threads, Integer concurrency, Integer maxConcurrency) {
        return available() ? virtual() : Executors.newFixedThreadPool(maxConcurrency, threads);
    }

    /** True when this JDK has virtual threads. */
    public static boolean available() {
        return Runtime.version().feature() >= 21;
    }

    private static ExecutorService virtual() {
        try {
            Method ofVirtual = Thread.class.getMethod("ofVirtual");
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object named =
                    builder.getMethod("name", String.class, long.class).invoke(ofVirtual.invoke(null), "worker-", 0L);
            ThreadFactory threads = (ThreadFactory) builder.getMethod("factory").invoke(named);
            Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return (ExecutorService) perTask.invoke(null, threads);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no virtual threads", e);
        }
    }
}
