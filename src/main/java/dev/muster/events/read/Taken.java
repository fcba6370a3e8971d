package dev.muster.events.read;

import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** An event taken from a partition. */
final class Taken implements Piece {
    private final TopicPartition partition;
    private final Window window;
    private final Window.Record place;
    private final byte[] value;
    private final Held home;
    private boolean again;
    private @Nullable Found ready;

    /** An event that goes back to the front of its home when it was not delivered. */
    Taken(TopicPartition partition, Window window, Window.Record place, byte[] value, Held home) {
        this.partition = partition;
        this.window = window;
        this.place = place;
        this.value = value;
        this.home = home;
    }

    /** The partition went to somebody else. */
    boolean lost() {
        return window.lost();
    }

    TopicPartition partition() {
        return partition;
    }

    long offset() {
        return place.offset;
    }

    /** Makes something ready for the next answer, once. @return false when there is nothing of the kind */
    boolean prepare(Function<byte[], @Nullable Found> maker) {
        if (ready == null) {
            ready = maker.apply(value);
        }
        return ready != null;
    }

    /** Forgets what was made ready. */
    void unprepare() {
        ready = null;
    }

    @Override
    public @Nullable Found ready() {
        return ready;
    }

    /** Forgets that this and what follows in its partition was taken. */
    void untake() {
        window.cut(place.offset);
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public String origin() {
        return partition + "@" + place.offset;
    }

    @Override
    public boolean again() {
        return again;
    }

    @Override
    public void done() {
        if (!window.lost()) {
            window.settle(place);
        }
    }

    @Override
    public void giveBack() {
        if (!window.lost()) {
            again = true;
            home.giveBack(this);
        }
    }
}
