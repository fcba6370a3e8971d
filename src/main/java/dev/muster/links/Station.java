package dev.muster.links;

import dev.muster.model.Tree;
import io.vertx.core.Vertx;

/**
 * What one process brings to all of its links.
 *
 * @param vertx event loops, timers, sockets
 * @param tree this process and everything below it; kept up to date from here
 * @param links registry of connections
 * @param receiver what is done with envelopes
 * @param services what children may ask
 * @param distribution operation files
 * @param tmpFiles files sent before a call
 * @param trust what is known about the hub
 * @param alarm told of peers that overstep
 * @param cluster name of the cluster; both sides must have the same
 * @param settings keep-alive, limits, pauses
 */
public record Station(
        Vertx vertx,
        Tree tree,
        Links links,
        Receiver receiver,
        Services services,
        Distribution distribution,
        TmpFiles tmpFiles,
        Trust trust,
        Alarm alarm,
        String cluster,
        LinkSettings settings) {}
