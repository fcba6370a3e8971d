package dev.muster.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One request to many nodes: sent to all, then asked about until each has ended. */
final class NodeJobs {
    private static final int AT_A_TIME = 16;
    private static final long PAUSE = 200;

    private final HubClient hub;
    private final List<NodeJob> jobs;

    NodeJobs(HubClient hub, List<String> nodes) {
        this.hub = hub;
        this.jobs =
                nodes.stream().distinct().map(node -> new NodeJob(hub, node)).toList();
    }

    /** Hears what the nodes say. */
    interface Listener {
        /** A row of one node; called by one thread at a time. */
        void row(NodeJob job, NodeJob.Row row);

        /** Every node was asked once. */
        void round(List<NodeJob> jobs);
    }

    List<NodeJob> all() {
        return jobs;
    }

    /** Sends to each, and returns when all have ended; a node that says nothing for that long has failed. */
    void run(String action, String body, Duration silence, Listener listener) {
        run(threads -> each(threads, job -> job.start(action, body)), silence, listener);
    }

    /** The same with one request that names all of them as its {@code targets}. */
    void runTogether(String path, ObjectNode body, Duration silence, Listener listener) {
        ArrayNode targets = body.putArray("targets");
        jobs.forEach(job -> targets.add(job.node()));
        run(
                threads -> {
                    Answer answer = hub.post(path, body.toString(), Map.of(), HubClient.SHORT);
                    jobs.forEach(job -> job.started(
                            answer,
                            answer.body().path("tokens").path(job.node()).asText("")));
                },
                silence,
                listener);
    }

    private interface Start {
        void with(ExecutorService threads) throws InterruptedException;
    }

    private void run(Start start, Duration silence, Listener listener) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, jobs.size()), NodeJobs::thread);
        try {
            start.with(threads);
            long heard = System.nanoTime();
            while (jobs.stream().anyMatch(job -> !job.ended())) {
                boolean[] news = {false};
                each(threads, job -> {
                    if (!job.ended()) {
                        List<NodeJob.Row> rows = job.news();
                        synchronized (listener) {
                            rows.forEach(row -> listener.row(job, row));
                            news[0] |= !rows.isEmpty();
                        }
                    }
                });
                listener.round(jobs);
                heard = news[0] ? System.nanoTime() : heard;
                if (System.nanoTime() - heard > silence.toNanos()) {
                    giveUp(silence);
                } else {
                    TimeUnit.MILLISECONDS.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    private void giveUp(Duration silence) {
        jobs.stream()
                .filter(job -> !job.ended())
                .forEach(job -> job.fail("nothing more was heard for " + silence.toSeconds() + " s"));
    }

    private interface Step {
        void take(NodeJob job);
    }

    private void each(ExecutorService threads, Step step) throws InterruptedException {
        for (Future<?> one :
                jobs.stream().map(job -> threads.submit(() -> step.take(job))).toList()) {
            try {
                one.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CommandException expected) {
                    throw expected;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "nodes");
        thread.setDaemon(true);
        return thread;
    }
}
