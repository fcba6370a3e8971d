/**
 * The Java parts of {@code bench/}: the floors that figures are compared with, simulated nodes, and a client that times single calls. Each
 * class with a {@code main} is one process; it ends when its standard input ends, so that nothing outlives the script.
 */
@NullMarked
package dev.muster.bench;

import org.jspecify.annotations.NullMarked;
