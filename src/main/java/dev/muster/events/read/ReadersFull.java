package dev.muster.events.read;

/** So many readers are waited at that no other one can be opened now. */
public final class ReadersFull extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReadersFull(int most) {
        super(
                "all " + most + " readers are waited at; ask again later or raise muster.events.readers",
                null,
                false,
                false);
    }
}
