/**
 * Keeps an eye on nodes: who is pinged when, which pings are lost, when histories are fetched and when a fetch is given up.
 * One pass over a clock; the timer that starts it, and what is done in consequence, are elsewhere.
 */
@NullMarked
package dev.muster.watch;

import org.jspecify.annotations.NullMarked;
