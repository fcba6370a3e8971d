/**
 * The sub-commands, and the client that speaks to a running hub. Starting a node goes through {@link dev.muster.command.Engine}, which the
 * root package provides.
 */
@NullMarked
package dev.muster.command;

import org.jspecify.annotations.NullMarked;
