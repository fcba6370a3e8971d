package dev.muster.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Blobs moved over several connections at once, by the hub or by its floor. Takes lines: {@code upload|download|range SIZE CONNECTIONS identify|plain TIMES} moves a blob of so
 * many bytes so often over each connection and is answered with MB per second, operations per second and the median of milliseconds.
 */
final class StreamWork {
    static final int RANGE = 1 << 20;

    /** One connection of the side that is measured. */
    interface Lane extends AutoCloseable {
        void upload(Path blob, boolean identify) throws Exception;

        /** Reads everything, or {@link #RANGE} bytes from there on; answers how much came. */
        long download(Path blob, long from) throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Makes connections, each of which keeps its blobs apart from those of the others. */
    interface Side {
        Lane lane(int number) throws Exception;
    }

    private StreamWork() {}

    static void answer(Path folder, Side side) throws Exception {
        Parent.answerLines(words -> {
            Path blob = folder.resolve("blob-" + words[1]);
            int times = Integer.parseInt(words[4]);
            boolean identify = words[3].equals("identify");
            return measured(side, words[0], blob, Integer.parseInt(words[2]), identify, times);
        });
    }

    private static String measured(Side side, String what, Path blob, int lanes, boolean identify, int times)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        List<Lane> open = new ArrayList<>();
        try {
            for (int i = 0; i < lanes; i++) {
                open.add(side.lane(i));
            }
            long start = System.nanoTime();
            List<Future<long[]>> running = new ArrayList<>();
            for (Lane lane : open) {
                running.add(threads.submit(() -> repeated(lane, what, blob, identify, times)));
            }
            List<long[]> took = new ArrayList<>();
            for (Future<long[]> each : running) {
                took.add(each.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] all = took.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            double bytes = (double) all.length * (what.equals("range") ? RANGE : Files.size(blob));
            return "%.1f %.0f %.2f".formatted(bytes / 1e6 / seconds, all.length / seconds, all[all.length / 2] / 1e6);
        } finally {
            for (Lane lane : open) {
                lane.close();
            }
            threads.shutdownNow();
        }
    }

    private static long[] repeated(Lane lane, String what, Path blob, boolean identify, int times) throws Exception {
        long size = Files.size(blob);
        Random places = new Random(7);
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            if (what.equals("upload")) {
                lane.upload(blob, identify);
            } else {
                long from = what.equals("range") ? places.nextLong(size - RANGE) : -1;
                long came = lane.download(blob, from);
                if (came != (from < 0 ? size : RANGE)) {
                    throw new IllegalStateException(came + " bytes came of " + blob + " from " + from);
                }
            }
            took[i] = System.nanoTime() - start;
        }
        return took;
    }
}
