package dev.muster.nodes;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger in a file: a line for each message that begins, is sent and ends. A line costs one write into the cache of the system and survives
 * a kill of this process. The file is written anew, with what has not ended, when it has grown. Thread-safe.
 */
public final class LedgerFile implements Ledger, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
    private static final long LARGE = 4 << 20;

    private final Path file;
    private final Clock clock;
    private final Map<Long, Lost> open = new LinkedHashMap<>();
    private List<Lost> left = List.of();
    private @Nullable FileChannel channel;
    private long numbers;
    private boolean torn;

    /**
     * A message that has not ended.
     *
     * @param number under which it is noted
     * @param at when it was accepted, epoch milliseconds
     * @param sent whether its node may have it
     * @param target node that it is for; empty for this one
     */
    public record Lost(long number, long at, boolean sent, String action, String token, String target) {
        private Lost asSent() {
            return new Lost(number, at, true, action, token, target);
        }

        private String line() {
            return (sent ? "s " : "b ") + number + " " + at + " "
                    + Json.text(Map.of("action", action, "token", token, "target", target));
        }
    }

    /** Uses that file, and makes it when it is missing, from the first call of another method on. */
    public LedgerFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** What the last run of this program left; each is to be ended. Fails with 3004 when the file cannot be used. */
    public synchronized List<Lost> left() {
        try {
            channel();
            return left;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public synchronized long begin(NodeFrame frame) {
        if (frame.token().isEmpty()) {
            return 0;
        }
        try {
            FileChannel written = channel();
            if (torn || written.size() > LARGE && written.size() > open.size() * 4096L) {
                written.close();
                channel = anew();
                torn = false;
            }
            Lost message = new Lost(++numbers, clock.millis(), false, frame.action(), frame.token(), frame.target());
            write(message.line());
            open.put(message.number(), message);
            return message.number();
        } catch (IOException e) {
            torn = true;
            throw unusable(e);
        }
    }

    @Override
    public synchronized void sent(long message) {
        if (open.computeIfPresent(message, (number, known) -> known.asSent()) != null) {
            note("s " + message);
        }
    }

    @Override
    public synchronized void end(long message) {
        if (open.remove(message) != null) {
            note("e " + message);
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** What cannot be noted now is so with the next message, which is refused as long as that fails too. */
    private void note(String line) {
        try {
            write(line);
        } catch (IOException e) {
            torn = true;
            LOG.warn("The file {} cannot be written and will be written anew: {}", file, e.getMessage());
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel().write(bytes);
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel known = channel;
        if (known == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            read();
            left = List.copyOf(open.values());
            known = anew();
            channel = known;
        }
        return known;
    }

    private FileChannel anew() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        List<String> lines = open.values().stream().map(Lost::line).toList();
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!text.endsWith("\n") && !lines.isEmpty()) {
            lines.remove(lines.size() - 1); // the kill came in the middle of it: that message was not yet accepted
        }
        for (String line : lines) {
            take(line);
        }
    }

    private void take(String line) throws IOException {
        String[] fields = line.split(" ", 4);
        long number = Long.parseLong(fields[1]);
        numbers = Math.max(numbers, number);
        if (fields[0].equals("e")) {
            open.remove(number);
        } else if (fields.length < 4) {
            open.computeIfPresent(number, (key, known) -> known.asSent());
        } else {
            Map<String, Object> message = Json.object(fields[3]);
            open.put(
                    number,
                    new Lost(
                            number,
                            Long.parseLong(fields[2]),
                            fields[0].equals("s"),
                            String.valueOf(message.get("action")),
                            String.valueOf(message.get("token")),
                            String.valueOf(message.get("target"))));
        }
    }

    private MusterException unusable(IOException e) {
        return new MusterException(
                ErrorCode.CONFIGURATION, "the file of messages under way, " + file + ", cannot be written: " + e, e);
    }
}
