package dev.muster.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server that answers as a hub would, and remembers what it was asked. */
final class FakeHub implements AutoCloseable {
    /** What was asked. */
    record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    /** What is answered. */
    record Reply(int status, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Request, Reply>> replies = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeHub on(String methodAndPath, int status, String body) {
        return on(methodAndPath, request -> new Reply(status, body));
    }

    FakeHub on(String methodAndPath, Function<Request, Reply> reply) {
        replies.put(methodAndPath, reply);
        return this;
    }

    Request last(String method, String path) {
        return requests.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    boolean asked(String method) {
        return requests.stream().anyMatch(request -> request.method().equals(method));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request =
                new Request(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body);
        requests.add(request);
        String calls = path.startsWith("/operations/calls/") ? "/operations/calls/*" : path;
        Reply reply = replies.getOrDefault(
                        request.method() + " " + calls, unknown -> new Reply(404, "{\"title\":\"Resource Not Found\"}"))
                .apply(request);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
