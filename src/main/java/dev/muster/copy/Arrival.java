package dev.muster.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One copy that comes in: what has come, and whether what comes now follows it. A sender that has several chunks on the way says so with
 * {@code window}; then a few may overtake each other. After a broken link it asks first ({@link #ask}), gets a new generation, and what is
 * still on the way from the old one no longer counts. Not thread-safe: the receiver holds its lock.
 */
final class Arrival {
    private static final long MOST_EARLY = 64;

    /** How far a copy is. */
    enum State {
        PARTIAL,
        FINISHING,
        DONE,
        FAILED
    }

    private final TreeMap<Long, Early> early = new TreeMap<>();
    private State state = State.PARTIAL;
    private String message = "";
    private String id = "";
    private Instant touched = Instant.EPOCH;
    private Spool.@Nullable Note note;
    private @Nullable Partial partial;
    private long sequence;
    private long generation;
    private boolean ended;

    private record Early(Message message, CompletableFuture<Map<String, Object>> answer) {}

    /** What is called for each chunk that is stored. */
    interface Stored {
        void stored(Message chunk, long received);
    }

    State state() {
        return state;
    }

    Instant touched() {
        return touched;
    }

    void touch(Instant now) {
        touched = now;
    }

    Spool.@Nullable Note note() {
        return note;
    }

    @Nullable
    Partial partial() {
        return partial;
    }

    /** Takes up what an earlier run of the program left. */
    void resume(Spool.Note left, Partial partly) {
        this.note = left;
        this.partial = partly;
    }

    /** Begins or begins again, with nothing. */
    void begin(Spool.Note fresh) {
        close();
        note = fresh;
        partial = Partial.fresh(fresh.data());
        sequence = 0;
        ended = false;
        state = State.PARTIAL;
        message = "";
    }

    /** Whether what this token stood for is over, and not the copy that is asked for. */
    boolean over(String copy) {
        return state == State.FAILED || state == State.DONE && !copy.equals(id);
    }

    /** Whether it can be that copy: what an earlier run of the program left may be any. */
    boolean maybe(String copy) {
        return id.isEmpty() || id.equals(copy);
    }

    /** A new generation of chunks, and what they have to follow. */
    Map<String, Object> ask(String copy) {
        id = copy;
        generation++;
        giveUpEarly("asked again");
        return answer();
    }

    /** Whether the last message of it has come. */
    boolean ended() {
        return ended;
    }

    /** Notes that the last message has come; answers whether it is the first of that kind. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Whether a message belongs to the attempt that counts. */
    boolean current(Message message) {
        long theirs = message.ofChunk("generation");
        return theirs < 0 || theirs == generation;
    }

    /**
     * Stores a chunk, and those that waited for it.
     *
     * @return completes when it is stored
     */
    CompletableFuture<Map<String, Object>> take(Message chunk, Stored stored) {
        Partial to = open();
        long offset = chunk.ofChunk("offset");
        if (offset > to.size() && chunk.ofChunk("window") > 1 && early.size() < MOST_EARLY) {
            Early waiting = new Early(chunk, new CompletableFuture<>());
            early.put(offset, waiting);
            return waiting.answer();
        }
        checkOrder(chunk, offset, to.size());
        append(to, chunk, stored);
        Map<String, Object> answer = answer();
        for (Early next = early.remove(to.size()); next != null; next = early.remove(to.size())) {
            append(to, next.message(), stored);
            next.answer().complete(answer());
        }
        return CompletableFuture.completedFuture(answer);
    }

    private void checkOrder(Message chunk, long offset, long size) {
        long number = chunk.ofChunk("seq");
        if (offset >= 0 ? offset != size : number >= 0 && number != sequence) {
            throw new Refusal("chunk out of order");
        }
    }

    private void append(Partial to, Message chunk, Stored stored) {
        to.append(chunk.chunk());
        sequence++;
        stored.stored(chunk, to.size());
    }

    /** Ends the stream of chunks; everything sent must be there. */
    Partial whole(Message end) {
        Partial whole = open();
        long size = end.number("size");
        if (!early.isEmpty() || size >= 0 && size != whole.size()) {
            throw new Refusal("chunk out of order");
        }
        state = State.FINISHING;
        return whole;
    }

    void done() {
        state = State.DONE;
        close();
    }

    /** Ends it; the rest of its chunks is not looked at. */
    void fail(String why) {
        state = State.FAILED;
        message = why;
        giveUpEarly(why);
        close();
    }

    /** What a sender is told. */
    Map<String, Object> answer() {
        return switch (state) {
            case PARTIAL ->
                partial == null
                        ? Map.of("state", "partial", "received", 0L, "generation", generation)
                        : Map.of("state", "partial", "received", partial.size(), "generation", generation);
            case FINISHING -> Map.of("state", "finishing");
            case DONE -> Map.of("state", "done");
            case FAILED -> Map.of("state", "failed", "message", message);
        };
    }

    void close() {
        try {
            if (partial != null) {
                partial.close();
            }
            partial = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Partial open() {
        if (partial == null) {
            throw new IllegalStateException("nothing was begun");
        }
        return partial;
    }

    private void giveUpEarly(String why) {
        early.values().forEach(each -> each.answer().complete(Map.of("state", "failed", "message", why)));
        early.clear();
    }
}
