package dev.muster.links;

/** The peer broke the protocol: the connection is closed with this reason and nothing of the frame is executed. */
final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolError(String reason) {
        super(reason, null, false, false);
    }
}
