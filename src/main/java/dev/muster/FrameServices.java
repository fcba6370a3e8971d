package dev.muster;

import dev.muster.links.Services;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.nodes.Core;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Origin;
import dev.muster.nodes.Reports;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages of the node proxy that come over our own links, and leaves all other services to those that were there before. What a child
 * says is a report about itself; what the parent says is done. In order per link. Thread-safe.
 */
final class FrameServices implements Services {
    /** Messages of one child that may wait; one more is refused, and its sender waits for answers anyway. */
    private static final int MOST_WAITING = 1_000;

    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();
    private final Services others;
    private final Vertx vertx;
    private volatile @Nullable Core core;
    private volatile @Nullable Reports reports;
    private volatile @Nullable Copies copies;

    FrameServices(Services others, Vertx vertx) {
        this.others = others;
        this.vertx = vertx;
    }

    /** From now on messages are taken. */
    void open(Core takes, Reports hears, Copies receives) {
        core = takes;
        reports = hears;
        copies = receives;
    }

    @Override
    public CompletionStage<@Nullable Object> call(String service, @Nullable Object message, String from) {
        Reports open = reports;
        if (!service.equals(LinkCarrier.SERVICE) || open == null) {
            return others.call(service, message, from);
        }
        NodeFrame frame = frame(message);
        AtomicInteger own = waiting.computeIfAbsent(from, child -> new AtomicInteger());
        if (own.incrementAndGet() > MOST_WAITING) {
            own.decrementAndGet();
            throw new MusterException(ErrorCode.QUEUE_FULL, "messages of node '" + from + "'");
        }
        return vertx.<Object>executeBlocking(() -> Map.of("taken", open.take(from, frame)), true)
                .onComplete(done -> own.decrementAndGet())
                .toCompletionStage();
    }

    @Override
    public CompletionStage<@Nullable Object> ofParent(String service, @Nullable Object message) {
        Core open = core;
        Copies receiver = copies;
        if (!service.equals(LinkCarrier.SERVICE) || open == null || receiver == null) {
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, service);
        }
        NodeFrame frame = frame(message);
        if (frame.action().equals("PROCESSCOPY")) {
            return receiver.take(frame);
        }
        return vertx.<Object>executeBlocking(() -> Map.of("token", open.accept(frame, Origin.EXTERNAL)), true)
                .toCompletionStage();
    }

    @SuppressWarnings("unchecked")
    private static NodeFrame frame(@Nullable Object message) {
        if (message instanceof Map<?, ?> map && map.get("data") instanceof Map<?, ?> data) {
            return new NodeFrame(text(map, "action"), text(map, "token"), text(map, "target"), new LinkedHashMap<>((Map<
                            String, Object>)
                    data));
        }
        throw new MusterException(ErrorCode.BAD_PARAMETER, "a message has action, token, target and data");
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }
}
