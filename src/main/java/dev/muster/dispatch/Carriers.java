package dev.muster.dispatch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Threads that carry work. How much runs at once is decided by the {@link Lane}s, so these grow with demand: virtual threads where the
 * JDK has them (21 and up), else daemon threads that end after a minute without work.
 */
final class Carriers {
    private static final @Nullable MethodHandle VIRTUAL = virtualTest();

    private Carriers() {}

    /** True on a virtual thread, of which there are as many as wanted, so that one may be left to work that nobody waits for any more. */
    static boolean onVirtualThread() {
        try {
            return VIRTUAL != null && (boolean) VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle virtualTest() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static ExecutorService create(String name, boolean virtual) {
        if (virtual) {
            try {
                return virtual(name);
            } catch (ReflectiveOperationException e) {
                return platform(name);
            }
        }
        return platform(name);
    }

    /** By reflection, because the source level is 17. */
    private static ExecutorService virtual(String name) throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Class<?> type = Class.forName("java.lang.Thread$Builder");
        Object named = type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 0L);
        ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(named);
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (InvocationTargetException e) {
            return platform(name);
        }
    }

    private static ExecutorService platform(String name) {
        AtomicLong number = new AtomicLong();
        ThreadFactory factory = runnable -> {
            Thread thread = new Thread(runnable, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }
}
