package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.Map;

/**
 * Decides what becomes of a message (specs/node-proxy.md section 0): done here, sent on, or refused with a row under its token.
 * Thread-safe; may block, as rows are written.
 */
public final class Core implements AutoCloseable {
    private final String self;
    private final History history;
    private final Counters counters;
    private final Events events;
    private final LocalActions local;
    private final Proxy proxy;
    private volatile boolean closed;

    /**
     * Decides for a node.
     *
     * @param events what concerns the register and the links
     * @param local everything else that is done here
     */
    public Core(History history, Counters counters, Events events, LocalActions local, Proxy proxy) {
        this.self = events.self();
        this.history = history;
        this.counters = counters;
        this.events = events;
        this.local = local;
        this.proxy = proxy;
    }

    /**
     * Takes a message as text.
     *
     * @return its token; a text that is no frame is answered with row 1 under a token of its own
     */
    public String accept(String text, Origin origin) {
        try {
            return accept(NodeFrame.decode(text), origin);
        } catch (BadFrameException e) {
            String token = e.token().isEmpty() ? Tokens.random() : e.token();
            history.write(token, ResultCode.KO, String.valueOf(e.getMessage()));
            return token;
        }
    }

    /**
     * Takes a message; it ends with a final row under its token, whatever happens.
     *
     * @return its token, made up when it has none
     */
    public String accept(NodeFrame given, Origin origin) {
        boolean here = given.target().isEmpty() || given.target().equals(self);
        NodeFrame frame = (here ? given.withTarget("") : given)
                .withToken(given.token().isEmpty() ? Tokens.random() : given.token());
        String action = frame.action();
        if (here && !events.handles(action) && !local.knows(action)) {
            history.write(
                    frame.token(),
                    ResultCode.KO,
                    Map.of("error", "unknown_action", "message", "action '" + action + "' is unknown"));
            return frame.token();
        }
        counters.received(origin, action);
        if (closed) {
            history.write(
                    frame.token(),
                    ResultCode.KO,
                    String.valueOf(Proxy.stopping().getMessage()));
        } else if (!here) {
            counters.count(Counters.Group.PROXY, action);
            proxy.route(frame);
        } else if (events.handles(action)) {
            events.apply(frame);
        } else {
            local.execute(frame);
        }
        return frame.token();
    }

    /** Refuses everything from now on, with a row for each message; what waits to be sent is ended the same way. */
    @Override
    public void close() {
        closed = true;
        proxy.close();
    }
}
