/** What a blob is: its mime type and magic text by libmagic or Tika, and its name in the vocabulary of specs/event-dispatcher.md appendix A by rules kept as data. Nothing in here fails for unknown or broken content. */
@NullMarked
package dev.muster.streams.type;

import org.jspecify.annotations.NullMarked;
