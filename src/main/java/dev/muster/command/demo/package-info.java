/** A fleet of processes on one machine: what they are, and keeping them running until they are stopped together. Knows no HTTP. */
@NullMarked
package dev.muster.command.demo;

import org.jspecify.annotations.NullMarked;
