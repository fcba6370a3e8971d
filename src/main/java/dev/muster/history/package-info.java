/**
 * What was done under each token, here and on the nodes below: rows in SQL, their look-up, and the exchange that brings them home
 * (specs/node-proxy.md section 2). Imports the model and the database only; frames and the tree of nodes are other people's.
 */
@NullMarked
package dev.muster.history;

import org.jspecify.annotations.NullMarked;
