/**
 * What a node can do: the beans behind {@code routes/operations}. Each takes the arguments of a call and answers with a mapping, items or a
 * failure; it knows neither Camel nor how the call came here.
 */
@NullMarked
package dev.muster.operations;

import org.jspecify.annotations.NullMarked;
