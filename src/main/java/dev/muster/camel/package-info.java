/** The few classes that must know Camel or stand on its router; each says why a route could not do it. May see every capability. */
@NullMarked
package dev.muster.camel;

import org.jspecify.annotations.NullMarked;
