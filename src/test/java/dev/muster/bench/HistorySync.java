package dev.muster.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.history.HistorySettings;
import dev.muster.history.HistoryStore;
import dev.muster.history.Lookup;
import dev.muster.history.Neighbours;
import dev.muster.history.Synchronisation;
import dev.muster.store.Database;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The rows of many nodes come home while somebody looks for tokens. Arguments: URL of an empty database, nodes, rows of each. What a node
 * sends is JSON text in parts of 130,000 bytes, made and read on eight threads like those of a server. Prints: seconds, rows stored, look-ups
 * and their median, 99th percentile and worst milliseconds.
 */
final class HistorySync {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 8;
    private static final long LOOKUP_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Synchronisation synchronisation;
    private final Lookup lookup;
    private final int nodes;
    private final int rows;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private HistorySync(Database database, int nodes, int rows) {
        HistoryStore store = new HistoryStore(database, Clock.systemUTC());
        this.synchronisation = new Synchronisation(store, HistorySettings.DEFAULT, new Counting(), System::nanoTime);
        this.lookup = new Lookup(store, HistorySettings.DEFAULT, Runnable::run);
        this.nodes = nodes;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws Exception {
        int nodes = Integer.parseInt(arguments[1]);
        int rows = Integer.parseInt(arguments[2]);
        Parent.endWithInput();
        try (Database database = Database.open(arguments[0], "", "", 4)) {
            new HistorySync(database, nodes, rows).run();
        }
        Runtime.getRuntime().exit(0);
    }

    private void run() throws InterruptedException {
        ExecutorService server = Executors.newFixedThreadPool(THREADS);
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            server.execute(this::serve);
        }
        server.shutdown();
        double[] millis = lookUp(server);
        if (!server.awaitTermination(10, TimeUnit.MINUTES) || stored.get() != nodes * rows) {
            Parent.tell("of " + nodes * rows + " rows " + stored.get() + " were stored");
            Runtime.getRuntime().exit(1);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(millis);
        Parent.tell("%.2f %d %d %.2f %.2f %.2f"
                .formatted(
                        seconds,
                        stored.get(),
                        millis.length,
                        millis[millis.length / 2],
                        millis[millis.length * 99 / 100],
                        millis[millis.length - 1]));
    }

    private void serve() {
        for (int node = begun.getAndIncrement(); node < nodes; node = begun.getAndIncrement()) {
            Object question =
                    synchronisation.ask(String.valueOf(node), "").orElseThrow().get("sync");
            int inPart = 420;
            int parts = (rows + inPart - 1) / inPart;
            for (int part = 0; part < parts; part++) {
                int from = part * inPart;
                receive(text(node, question, part + 1, parts, from, Math.min(rows, from + inPart)));
            }
            done.incrementAndGet();
        }
    }

    private void receive(String text) {
        try {
            @SuppressWarnings("unchecked")
            Map<String, Object> frame = JSON.readValue(text, Map.class);
            synchronisation.receive("", frame);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A look-up every two milliseconds, of a token whose rows are there. */
    private double[] lookUp(ExecutorService server) {
        double[] millis = new double[1_000_000];
        Random random = new Random(1);
        int count = 0;
        long next = System.nanoTime();
        while (!server.isTerminated() && count < millis.length) {
            LockSupport.parkNanos(next - System.nanoTime());
            int known = Math.max(0, done.get() - THREADS);
            next += LOOKUP_EVERY_NANOS;
            if (known > 0) {
                String token = token(random.nextInt(known), random.nextInt(rows));
                long start = System.nanoTime();
                boolean found = lookup.find(token, Map.of()).containsKey("message");
                millis[count++] = (System.nanoTime() - start) / 1e6;
                if (!found) {
                    throw new IllegalStateException("no row of " + token);
                }
            }
        }
        return Arrays.copyOf(millis, count);
    }

    /** Four rows belong to one request, as those of a command do. */
    static String token(int node, int row) {
        Random random = new Random(node * 1_000_003L + row / 4);
        StringBuilder token = new StringBuilder(128);
        while (token.length() < 128) {
            token.append(HexFormat.of().toHexDigits(random.nextLong()));
        }
        return token.toString();
    }

    private String text(int node, Object sync, int part, int parts, int from, int to) {
        StringBuilder text = new StringBuilder(150_000);
        text.append("{\"code\":0,\"data\":{\"action\":\"getlog\",\"id\":\"").append(node);
        text.append("\",\"nb_total_msg\":").append(parts).append(",\"part\":").append(part);
        text.append(",\"store\":\"s").append(node).append("\",\"last\":").append(to);
        text.append(",\"sync\":").append(sync).append(",\"result\":[");
        for (int row = from; row < to; row++) {
            text.append(row == from ? "" : ",").append("{\"id\":\"").append(row + 1);
            text.append("\",\"token\":\"")
                    .append(token(node, row))
                    .append("\",\"code\":")
                    .append(row % 4 == 3 ? 2 : 0);
            text.append(",\"etime\":1795248000,\"ctime\":1795248")
                    .append(100 + row / 1000)
                    .append('.');
            text.append(10_000 + row % 1000).append(",\"instant\":0,\"data\":\"");
            text.append("{\\\"message\\\":\\\"command has finished successfully\\\",\\\"n\\\":")
                    .append(row);
            text.append("}\"}");
        }
        return text.append("]}}").toString();
    }

    private final class Counting implements Neighbours {
        @Override
        public boolean speaksFor(String child, String origin) {
            return false;
        }

        @Override
        public void stored(String child, int count) {
            stored.addAndGet(count);
        }

        @Override
        public void ask(String child) {
            throw new IllegalStateException("node " + child + " has sent all");
        }
    }
}
