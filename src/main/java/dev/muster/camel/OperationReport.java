package dev.muster.camel;

/**
 * What this node made of one operation file of its parent.
 *
 * @param file name of the file
 * @param digest SHA-256 of the version that runs, or of the one that was refused; empty when there is none
 * @param error why the offered version does not run; empty when it does
 */
public record OperationReport(String file, String digest, String error) {}
