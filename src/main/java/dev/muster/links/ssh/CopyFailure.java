package dev.muster.links.ssh;

import org.jspecify.annotations.Nullable;

/** A copy that cannot succeed by trying again; the message is the one that history shows (specs/node-proxy.md section 4.4). */
public final class CopyFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CopyFailure(String message) {
        this(message, null);
    }

    CopyFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
