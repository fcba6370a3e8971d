package dev.muster.events;

/**
 * How many items a document may hold for its size, so that a body of nearly nothing but empty items cannot take many times its own size in
 * memory. For one thread.
 */
final class ItemBudget {
    private static final long ALWAYS = 10_000;
    private static final int BYTES_PER_ITEM = 16;
    private static final int ITEMS_PER_EVENT = 8;

    private final int bytes;
    private long left;

    /** For a document of so many bytes. */
    ItemBudget(int bytes) {
        this.bytes = bytes;
        this.left = ALWAYS + bytes / BYTES_PER_ITEM;
    }

    /** One more item of a list or map. */
    void item() {
        take(1);
    }

    /** One more event, which takes some memory even when it is empty. */
    void event() {
        take(ITEMS_PER_EVENT);
    }

    private void take(int items) {
        left -= items;
        if (left < 0) {
            throw new MalformedEvent("more items than the " + bytes
                    + " bytes of the document can hold in earnest; send fewer in one request");
        }
    }
}
