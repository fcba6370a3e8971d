package dev.muster.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;

/** Makes servers refuse requests whose end is not certain, with an answer that says why, and close the connection that they came on. */
public final class StrictRequests {
    private static final String DECODER = "httpDecoder";

    private StrictRequests() {}

    /** No HTTP/2 without TLS: its connections carry several requests at once, and proxies pass its upgrade on unseen. */
    public static HttpServerOptions options(HttpServerOptions options) {
        return options.setHttp2ClearTextEnabled(false);
    }

    /** Makes a server strict that does not listen yet and was made with these options. */
    public static HttpServer serve(HttpServer server, HttpServerOptions options) {
        return serve(server, options, connected -> {});
    }

    /** The same, telling of each new connection. */
    public static HttpServer serve(HttpServer server, HttpServerOptions options, Handler<HttpConnection> connected) {
        return server.invalidRequestHandler(StrictRequests::refuse).connectionHandler(connection -> {
            if (connection instanceof HttpServerConnection inside) {
                inside.channelHandlerContext().pipeline().replace(DECODER, DECODER, new StrictDecoder(options));
            }
            connected.handle(connection);
        });
    }

    /** The connection is closed after it: Vert.x does so for requests that were not decoded. */
    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof BadRequestException bad) {
            refuse(
                    request,
                    bad.status(),
                    bad.status() == 501 ? "Not Implemented" : "Bad Request",
                    bad.getMessage(),
                    bad.remedy());
        } else if (cause instanceof TooLongHttpLineException) {
            refuse(request, 414, "URI Too Long", "the request line is too long", "Send parameters in the body");
        } else if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            refuse(request, 431, "Request Header Fields Too Large", "the headers are too long", "Send fewer of them");
        } else {
            String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            refuse(request, 400, "Bad Request", "the request cannot be read: " + why, "See RFC 9112");
        }
    }

    private static void refuse(HttpServerRequest request, int status, String title, String detail, String remedy) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json; charset=utf-8")
                .putHeader("Connection", "close")
                .end(new JsonObject()
                        .put("title", title)
                        .put("detail", detail)
                        .put("remediation", remedy)
                        .encode());
    }
}
