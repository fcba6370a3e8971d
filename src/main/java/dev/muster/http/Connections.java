package dev.muster.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** Connections of clients. */
public final class Connections {
    private Connections() {}

    /** Closes one at once, whatever it has still to send: Vert.x would wait until the client has read that. From any thread. */
    public static void breakOff(HttpConnection connection) {
        if (connection instanceof HttpServerConnection inside) {
            var unused = inside.channelHandlerContext().close();
        } else {
            var unused = connection.close();
        }
    }
}
