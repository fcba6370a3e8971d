package dev.muster.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored in one transaction: all of it or nothing.
 *
 * @param entries rows; copies that are there already are passed over
 * @param advance the cursor that moves with them; null when none does
 */
record Change(List<Entry> entries, @Nullable Advance advance) {
    /** Where the cursor of that node is afterwards. */
    record Advance(String node, Cursor cursor) {}
}
