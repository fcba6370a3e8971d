/** The forms in which blobs rest in the store: as they are, exclusive-or'ed with a fixed key, or encrypted. Readable by, and able to read, the original (specs/event-dispatcher.md section 5.4). */
@NullMarked
package dev.muster.streams.form;

import org.jspecify.annotations.NullMarked;
