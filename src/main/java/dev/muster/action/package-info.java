/**
 * What a daemon does for whoever may command it (specs/node-proxy.md section 6.5): commands, lines for an engine's pipe, and work by the
 * clock. Every request ends in history rows under its token; how it came here is not known.
 */
@NullMarked
package dev.muster.action;

import org.jspecify.annotations.NullMarked;
