package dev.muster.links;

/**
 * What one node runs of one operation file.
 *
 * @param node id of the node
 * @param file name of the file
 * @param digest SHA-256 of the version it runs, or of the one it refused; empty when it runs none
 * @param error why the version was refused; empty when it runs
 */
public record Loaded(String node, String file, String digest, String error) {}
