package dev.muster.links.ssh;

/** What is done about the key that a host shows (specs/node-proxy.md section 5.1, {@code strict_serverkey_check}). */
public enum HostKeyCheck {
    /** {@code true}: only keys that are in known_hosts already. */
    STRICT,
    /** Absent: an unknown host is accepted and recorded, a changed key is refused. */
    FIRST_USE,
    /** {@code false}: as absent, but a changed key is accepted with a warning. */
    LENIENT
}
