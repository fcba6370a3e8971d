/** What the program is busy with, as profiles that {@code go tool pprof} opens: where its threads are, what its heap holds, where time and memory went. Everything comes from the JDK. */
@NullMarked
package dev.muster.debug;

import org.jspecify.annotations.NullMarked;
