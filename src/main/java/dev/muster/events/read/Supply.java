package dev.muster.events.read;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a reader takes events from. Not thread-safe: used in turns of its reader only. */
interface Supply {
    /** The name in {@code consumers_not_ready}. */
    String name();

    /** Whether it is for clients with such a wish. */
    default boolean serves(Question.Wish wish) {
        return true;
    }

    /** The topics that exist now, its own among them. */
    void topics(Set<String> all);

    /**
     * Brings in what has arrived, and keeps the place among the hubs.
     *
     * @param wanted whether what is known to come may be waited for, for some milliseconds
     */
    void refresh(boolean wanted);

    /** Holds little while {@code idle}, when nobody has asked for some time; what goes is fetched again when somebody asks. */
    default void rest(boolean idle) {}

    /** Somebody asks: that it is drained is to be found out anew. */
    default void asked() {}

    /** Makes the next events ready for an answer while there is nothing better to do. */
    default void prepare(int count, Function<byte[], @Nullable Found> maker, BooleanSupplier stop) {}

    /** The next event at hand; null for none. */
    @Nullable
    Piece next();

    /** True when {@link #next} has something. */
    boolean holding();

    /** True when there is nothing to take, as far as can be told now: what comes after may be served. */
    boolean drained();

    /** True when something may still come without anything being published. */
    boolean expecting();

    /** True when events of it would reach this hub. */
    boolean ready();

    /** Makes known what was settled. */
    void commit();

    /** Gives up the place among the hubs; what was not settled comes again, here or elsewhere. */
    void close();
}
