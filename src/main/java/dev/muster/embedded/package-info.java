/**
 * The engines that a bare machine gets: a Kafka broker and an S3 server, each a process with a class path of its own that ends with this one.
 * Everything else speaks to them over their own protocols, as to any other broker or server.
 */
@NullMarked
package dev.muster.embedded;

import org.jspecify.annotations.NullMarked;
