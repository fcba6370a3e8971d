/**
 * Remote copy (specs/node-proxy.md section 4): a file or a tree streamed from the disk of one node in chunks, and put in place on another,
 * verified and whole or not at all. Knows neither how a chunk travels nor where its history rows are stored.
 */
@NullMarked
package dev.muster.copy;

import org.jspecify.annotations.NullMarked;
