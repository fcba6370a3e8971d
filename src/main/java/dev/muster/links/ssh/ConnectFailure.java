package dev.muster.links.ssh;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import org.jspecify.annotations.Nullable;

/** No session with a node: it cannot be reached, it does not know us, or its host key is refused. */
public final class ConnectFailure extends MusterException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String reason;

    private ConnectFailure(String text, String reason, @Nullable Throwable cause) {
        super(ErrorCode.NODE_NOT_CONNECTED, reason.isEmpty() ? text : text + " (" + reason + ")", cause);
        this.text = text;
        this.reason = reason;
    }

    /** The node does not answer, or lets us not in. */
    static ConnectFailure unreachable(SshTarget target, Throwable cause) {
        return new ConnectFailure(text(target), reason(target, cause), cause);
    }

    /** Its host key is refused; the detail holds the fingerprint. */
    static ConnectFailure hostKey(SshTarget target, String detail) {
        return new ConnectFailure(text(target) + ": " + detail, "", null);
    }

    /** The text of specs/node-proxy.md section 1.6; with the fingerprint when the host key is why. */
    public String text() {
        return text;
    }

    /** What the network or the node said; empty when the text says it all. */
    public String reason() {
        return reason;
    }

    private static String text(SshTarget target) {
        return "cannot connect on target node '" + target.node() + "'";
    }

    private static String reason(SshTarget target, Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return target.user() + "@" + target.address() + ":" + target.port() + ": " + said;
    }
}
