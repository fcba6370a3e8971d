package dev.muster.links;

import dev.muster.model.Node;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parent's end of a WebSocket to a child that has been admitted. */
final class ChildSession implements Wire.Speaker, ChildLink {
    private static final Logger LOG = LoggerFactory.getLogger(ChildSession.class);

    private final Station station;
    private final Subtree subtree;
    private final Wire wire;
    private final String id;
    private final SocketLink link;
    private final ServiceLine services;
    private final Pulse pulse;
    private final SessionAge age;

    /** Takes the wire over. */
    ChildSession(Station station, Subtree subtree, Wire wire, String id) {
        this.station = station;
        this.subtree = subtree;
        this.wire = wire;
        this.id = id;
        this.link = new SocketLink(station, wire, id, false);
        this.services =
                new ServiceLine(wire, (service, message) -> station.services().call(service, message, id));
        this.pulse = new Pulse(wire, station.settings().keepAlive(), state -> subtree.state(id, state));
        this.age = new SessionAge(
                station.vertx(),
                station.settings().sessionAge(),
                this::busy,
                () -> wire.close("show your credential again: the connection has reached session_max_age"));
        wire.admit(this, link);
    }

    /** Says welcome, then makes the child part of the tree. */
    void begin(Node child, MemberFrame.Welcome welcome) {
        tell(welcome);
        station.links().add(id, this);
        subtree.connected(child);
        Node known = station.tree().find(id).orElse(child);
        if (!known.groups().equals(child.groups())) {
            subtree.tellDown(known);
        }
        tell(station.distribution().manifest());
    }

    @Override
    public void frame(Frame frame) {
        if (link.handle(frame) || services.handle(frame) || pulse.handle(frame)) {
            return;
        }
        if (frame instanceof MemberFrame.Nodes nodes) {
            subtree.apply(id, nodes, this);
        } else if (frame instanceof FileFrame.Fetch fetch) {
            station.distribution().serve(fetch, this);
        } else if (frame instanceof FileFrame.Report report) {
            station.distribution().reported(id, report.files(), station.alarm());
        } else {
            throw new ProtocolError("a child may not send a frame of type '" + frame.type() + "'");
        }
    }

    @Override
    public void closed(String reason) {
        LOG.info("Child {} is disconnected: {}", id, reason);
        pulse.stop();
        age.stop();
        if (station.links().remove(id, this)) {
            subtree.disconnected(id);
        }
        link.closed();
        services.close();
    }

    private boolean busy() {
        return link.pending() + link.inbound() + services.pending() + wire.arriving() > 0 || wire.queued() > 0;
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
    public void tell(Frame frame) {
        wire.tell(frame);
    }

    @Override
    public Duration silence() {
        return wire.silence();
    }

    @Override
    public int inbound() {
        return link.inbound();
    }

    @Override
    public long queued() {
        return wire.queued();
    }

    @Override
    public void end(String reason) {
        wire.close(reason);
    }
}
