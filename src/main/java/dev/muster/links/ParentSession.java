package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child's end of a WebSocket to its parent, once it has been admitted. */
final class ParentSession implements Wire.Speaker, OperationFiles.Fetcher, ParentLink {
    private static final Duration FETCH = Duration.ofSeconds(60);
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private static final Logger LOG = LoggerFactory.getLogger(ParentSession.class);

    private final Station station;
    private final Subtree subtree;
    private final Wire wire;
    private final OwnCredential own;
    private final Runnable lost;
    private final SocketLink link;
    private final Pulse pulse;
    private final Requests<String> fetches = new Requests<>();
    private final ServiceLine services;

    /** Takes the wire over; {@code lost} is run once when it is gone. */
    ParentSession(Station station, Subtree subtree, Wire wire, String parent, OwnCredential own, Runnable lost) {
        this.station = station;
        this.subtree = subtree;
        this.wire = wire;
        this.own = own;
        this.lost = lost;
        this.link = new SocketLink(station, wire, parent, true);
        this.services = new ServiceLine(wire, station.services()::ofParent);
        this.pulse = new Pulse(wire, station.settings().keepAlive(), state -> {});
        wire.admit(this, link);
    }

    /** Takes in what the parent said on welcome. */
    void begin(MemberFrame.Welcome welcome) {
        station.trust().learn(new Trust.Anchor(welcome.hub(), welcome.key()));
        if (welcome.token() != null) {
            keep(welcome.token());
        }
        station.links().parent(this);
    }

    @Override
    public void frame(Frame frame) {
        if (link.handle(frame) || services.handle(frame) || pulse.handle(frame) || files(frame)) {
            return;
        }
        if (frame instanceof MemberFrame.Attributes attributes) {
            Subtree.decide(station.tree(), attributes.node(), attributes.groups(), attributes.labels());
        } else if (frame instanceof MemberFrame.Evict evict) {
            subtree.evict(evict);
        } else if (frame instanceof MemberFrame.AnchorChanged anchor) {
            station.trust().learn(new Trust.Anchor(anchor.hub(), anchor.key()));
        } else if (frame instanceof MemberFrame.NewCredential credential) {
            keep(credential.token());
        } else if (frame instanceof MemberFrame.Refused refused) {
            wire.close("the parent ended the membership: " + refused.code() + " " + refused.detail());
        } else {
            throw new ProtocolError("a parent may not send a frame of type '" + frame.type() + "'");
        }
    }

    @Override
    public void closed(String reason) {
        LOG.info("The connection to the parent ended: {}", reason);
        pulse.stop();
        station.links().parent(null);
        link.closed();
        fetches.close();
        services.close();
        lost.run();
    }

    @Override
    public CompletionStage<String> fetch(String name, String digest) {
        return fetches.ask(
                        FETCH,
                        ErrorCode.TRANSFER_TIMED_OUT,
                        number -> wire.send(new FileFrame.Fetch(number, name, digest)))
                .thenApply(content -> {
                    if (!Digests.sha256(content).equals(digest)) {
                        throw new MusterException(
                                ErrorCode.TRANSFER_FAILED,
                                "operation file '" + name + "' has another digest than announced");
                    }
                    return content;
                });
    }

    @Override
    public CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        return services.ask(service, message, limit);
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public int inbound() {
        return link.inbound();
    }

    @Override
    public long queued() {
        return wire.queued();
    }

    void tell(Frame frame) {
        wire.tell(frame);
    }

    void later(Runnable work) {
        wire.context().runOnContext(now -> work.run());
    }

    private boolean files(Frame frame) {
        if (frame instanceof FileFrame.Manifest manifest) {
            manifest.files().keySet().stream()
                    .filter(name -> !FILE.matcher(name).matches())
                    .findAny()
                    .ifPresent(name -> {
                        throw new ProtocolError("an operation file must not be called '" + name + "'");
                    });
            station.distribution().offered(manifest.files(), this);
        } else if (frame instanceof FileFrame.Content content) {
            if (content.failure() != null) {
                fetches.fail(content.fetch(), content.failure());
            } else {
                fetches.answer(content.fetch(), content.content());
            }
        } else {
            return false;
        }
        return true;
    }

    private void keep(String token) {
        station.vertx()
                .executeBlocking(
                        () -> {
                            own.keep(token);
                            return true;
                        },
                        true)
                .onFailure(problem -> wire.close("the node's own token cannot be kept: " + problem.getMessage()));
    }
}
