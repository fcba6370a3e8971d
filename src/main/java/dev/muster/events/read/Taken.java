package dev.muster.events.read;

import java.util.Deque;
import org.apache.kafka.common.TopicPartition;

/** An event taken from a partition. */
final class Taken implements Piece {
    private final TopicPartition partition;
    private final Window window;
    private final Window.Record place;
    private final byte[] value;
    private final Deque<Taken> home;
    private boolean again;

    /** An event that goes back to the front of its home when it was not delivered. */
    Taken(TopicPartition partition, Window window, Window.Record place, byte[] value, Deque<Taken> home) {
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
            home.addFirst(this);
        }
    }
}
