/** Blobs with what is known of them: taken in one pass, kept in S3 under their SHA-256, given whole or in ranges, copied and deleted. The rules of specs/event-dispatcher.md section 5 live here; HTTP stays outside. */
@NullMarked
package dev.muster.streams;

import org.jspecify.annotations.NullMarked;
