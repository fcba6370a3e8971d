package dev.muster.links;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A WebSocket client that writes frames by hand. */
final class HostileNode implements AutoCloseable {
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final WebSocketClient client;
    private final WebSocket socket;

    HostileNode(Vertx vertx, URI parent, String token) {
        client = vertx.createWebSocketClient(LinkSettings.client(TestNode.FAST.keepAlive()));
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(parent.getHost())
                .setPort(parent.getPort())
                .setURI(Doorman.PATH);
        options.setSubProtocols(List.of(Frame.SUB_PROTOCOL));
        options.addHeader("Authorization", "Bearer " + token);
        socket = TestNode.await(client.connect(options).map(open -> {
            open.textMessageHandler(heard::add);
            return open;
        }));
    }

    /** Says a hello that the hub should accept. */
    static HostileNode joined(Vertx vertx, URI parent, String id) {
        return saying(vertx, parent, TestNode.JOIN, hello(id, "test", 1));
    }

    /** Shows that token and says that first frame. */
    static HostileNode saying(Vertx vertx, URI parent, String token, String frame) {
        HostileNode node = new HostileNode(vertx, parent, token);
        node.say(frame);
        return node;
    }

    static String hello(String id, String cluster, int protocol) {
        return "{\"type\":\"hello\",\"protocol\":" + protocol + ",\"cluster\":\"" + cluster + "\",\"id\":\"" + id
                + "\",\"role\":\"RELAY\",\"version\":\"1\",\"address\":\"\",\"labels\":{}}";
    }

    void say(String text) {
        TestNode.await(socket.writeFinalTextFrame(text));
    }

    void sayBinary(byte[] bytes) {
        TestNode.await(socket.writeFinalBinaryFrame(Buffer.buffer(bytes)));
    }

    boolean closed() {
        return socket.isClosed();
    }

    String reason() {
        return String.valueOf(socket.closeReason());
    }

    boolean heard(String part) {
        return heard.stream().anyMatch(text -> text.contains(part));
    }

    void stopReading() {
        socket.pause();
    }

    @Override
    public void close() {
        socket.close();
        client.close();
    }
}
