package dev.muster.operations;

import java.util.Map;

/** What the running program knows about itself; implemented where links, queues and pools are joined. Called often; must not block. */
public interface Vitals {
    /** States of the node's services by name: {@code running}, {@code starting}, {@code restarting}, {@code failed} or {@code stopped}. */
    Map<String, String> services();

    /** Figures of each bounded queue by name, for example {@code {"dispatch": {"depth": 3, "size": 1000}}}. */
    Map<String, ?> queues();

    /** Figures of each worker pool by name, for example {@code {"thread": {"active": 2, "size": 16}}}. */
    Map<String, ?> pools();

    /** Effective settings of this node by key, secrets included; whoever shows them masks them. */
    Map<String, String> settings();
}
