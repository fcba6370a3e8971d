package dev.muster.links.ssh;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where things happen.
 *
 * @param blocking threads that may block: name look-ups, key files, file transfers
 * @param timer time limits; what it runs is short
 */
record Workers(Executor blocking, ScheduledExecutorService timer) {}
