package dev.muster.events.read;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a client wants of the stored events, for one answer. Used by one thread at a time. */
interface Sieve {
    /**
     * The event in a stored value; null when the client does not get it.
     *
     * @param piece where it comes from; one that was offered before is not removed for having been seen
     */
    @Nullable
    Found sift(Piece piece);

    /** Makes ready what does not depend on the answer, for a later one like it; null if there is nothing of the kind. Judges nothing. */
    @Nullable
    Found ready(byte[] value);

    /** Nothing more is sifted: how many events were removed, by reason. Called once; meters are told how long it took. */
    Map<String, Integer> over();

    /** Ends when what was removed need not come again. */
    CompletionStage<Void> settled();

    /** The client got what was kept. */
    void delivered();
}
