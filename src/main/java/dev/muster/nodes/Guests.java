package dev.muster.nodes;

import java.util.function.Predicate;

/**
 * Who may come in.
 *
 * @param tokens tokens of single nodes
 * @param declared whether the shared token is good for that node: those that a register file declares
 */
public record Guests(NodeTokens tokens, Predicate<String> declared) {}
