package dev.muster.loss;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bad line to a hub: passes bytes on, counts those that come from the hub, breaks where it is told to, and may put others in their place. */
final class Line implements AutoCloseable {
    private final URI hub;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Map<String, String> altered = new ConcurrentHashMap<>();
    private final AtomicInteger alterations = new AtomicInteger();
    private long[] points = {};
    private int flips;
    private Random random = new Random();

    Line(String hub) {
        this.hub = URI.create(hub);
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** From now on it breaks each time that so many more bytes have come from the hub. */
    synchronized void cutAt(Collection<Long> more) {
        cuts.set(0);
        points = more.stream().mapToLong(each -> passed.get() + each).sorted().toArray();
    }

    /** The next time that this text comes from the hub, within a block, the node gets the other one, which is as long. */
    void alter(String text, String other) {
        altered.put(text, other);
    }

    /** From now on one bit of about so many bytes that come from the hub is turned round, at random; never with 0. */
    synchronized void flipOneIn(int bytes, Random chance) {
        flips = bytes;
        random = chance;
    }

    /** How often it did one or the other. */
    int alterations() {
        return alterations.get();
    }

    /** Bytes that came from the hub so far. */
    long passed() {
        return passed.get();
    }

    /** How often it broke since it was told where. */
    int cuts() {
        return cuts.get();
    }

    @Override
    public void close() {
        close(door);
        cut();
    }

    private void cut() {
        open.forEach(Line::close);
        open.clear();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket node = door.accept();
                open.add(node);
                Socket there = new Socket(hub.getHost(), hub.getPort());
                open.add(there);
                start(() -> pass(node, there, false));
                start(() -> pass(there, node, true));
            } catch (IOException e) {
                cut(); // nobody is there
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        byte[] block = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                out.write(counted ? altered(flipped(block, read), read) : block, 0, read);
                if (counted && due(passed.addAndGet(read))) {
                    cut();
                }
            }
        } catch (IOException e) {
            close(to); // the other direction ends as well
        } finally {
            close(from);
            close(to);
        }
    }

    private synchronized byte[] flipped(byte[] block, int length) {
        if (flips > 0 && random.nextInt(flips) < length) {
            block[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            alterations.incrementAndGet();
        }
        return block;
    }

    private byte[] altered(byte[] block, int length) {
        String text = new String(block, 0, length, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> each : Map.copyOf(altered).entrySet()) {
            if (text.contains(each.getKey()) && altered.remove(each.getKey()) != null) {
                alterations.incrementAndGet();
                String changed =
                        text.replaceFirst(Pattern.quote(each.getKey()), Matcher.quoteReplacement(each.getValue()));
                return changed.getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return block;
    }

    private synchronized boolean due(long count) {
        boolean due = cuts.get() < points.length && count >= points[cuts.get()];
        if (due) {
            cuts.incrementAndGet();
        }
        return due;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }
}
