/**
 * Nodes that run nothing of ours: one kept SSH session per node, commands with their output, files and trees, and the operations that a
 * shell and SFTP suffice for. Everything here speaks the model and Apache MINA SSHD; which nodes exist and who may call is decided elsewhere.
 */
@NullMarked
package dev.muster.links.ssh;

import org.jspecify.annotations.NullMarked;
