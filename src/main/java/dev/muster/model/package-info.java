/** The words of Muster: nodes, operations, calls, replies and errors. Imports the JDK only; every other package speaks through it. */
@NullMarked
package dev.muster.model;

import org.jspecify.annotations.NullMarked;
