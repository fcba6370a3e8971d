package dev.muster;

import dev.muster.links.Alarm;
import dev.muster.links.CredentialFile;
import dev.muster.links.Credentials;
import dev.muster.links.Dialer;
import dev.muster.links.Distribution;
import dev.muster.links.Doorman;
import dev.muster.links.HttpAnnouncer;
import dev.muster.links.HttpDoor;
import dev.muster.links.HttpJoinDoor;
import dev.muster.links.HttpReportDoor;
import dev.muster.links.LinkSettings;
import dev.muster.links.LinkSettings.KeepAlive;
import dev.muster.links.LinkSettings.Limits;
import dev.muster.links.Links;
import dev.muster.links.OperationFiles;
import dev.muster.links.OwnCredential;
import dev.muster.links.Receiver;
import dev.muster.links.Services;
import dev.muster.links.Station;
import dev.muster.links.TmpFiles;
import dev.muster.links.Trust;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.tls.Certificates;
import dev.muster.tls.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The links of this node: to its children, when it may have some, and to its parent, when it has one. */
final class LinkParts implements Part {
    private final Settings settings;
    private final Tree tree;
    private final Links links;
    private final Station station;
    private final Distribution distribution;
    private final LinkPort port;
    private @Nullable Doorman doorman;
    private @Nullable OwnCredential own;
    private @Nullable Dialer dialer;
    private @Nullable HttpDoor dialled;
    private @Nullable HttpAnnouncer announcer;

    LinkParts(
            Settings settings,
            Vertx vertx,
            Tree tree,
            Links links,
            OperationFiles files,
            Receiver receiver,
            Services services,
            Trust trust,
            Alarm alarm) {
        this.settings = settings;
        this.tree = tree;
        this.links = links;
        this.port = new LinkPort(settings, vertx);
        this.distribution = new Distribution(vertx, tree, links, files);
        this.station = new Station(
                vertx,
                tree,
                links,
                receiver,
                services,
                distribution,
                new TmpFiles(data().resolve("tmp")),
                trust,
                alarm,
                settings.text("muster.cluster.name"),
                linkSettings());
    }

    Distribution distribution() {
        return distribution;
    }

    /** The port with TLS, which may be closed. */
    LinkPort port() {
        return port;
    }

    /** Lets children in, unless this is a leaf, and the parent's calls when it is the parent that dials. */
    void accept(Router router, Credentials credentials) {
        if (tree.selfNode().role() != Role.LEAF) {
            Doorman open = new Doorman(station, credentials);
            HttpJoinDoor joining = new HttpJoinDoor(station, open);
            HttpReportDoor reports = new HttpReportDoor(station);
            for (Router each : List.of(router, port.router())) {
                each.get(Doorman.PATH).handler(port.admitting(open));
                each.post(HttpJoinDoor.PATH).handler(port.admitting(joining));
                each.post(HttpReportDoor.PATH).handler(port.admitting(reports));
            }
            doorman = open;
        }
        if (overHttp()) {
            HttpDoor door = new HttpDoor(station, own());
            router.post(HttpDoor.ENVELOPE).handler(ctx -> door.handle(ctx.request()));
            router.post(HttpDoor.SERVICE).handler(ctx -> door.handle(ctx.request()));
            router.get(HttpDoor.PING).handler(ctx -> door.handle(ctx.request()));
            dialled = door;
        }
    }

    /** Begins to dial the parent, or to announce this node to it, unless this is the hub. */
    @Override
    public void opened() {
        if (doorman != null) {
            port.open();
        }
        String parent = settings.text("muster.node.parent");
        if (parent.isEmpty()) {
            return;
        }
        if (dialled != null) {
            announcer = new HttpAnnouncer(
                    station, URI.create(parent), settings.text("muster.node.address"), own(), dialled);
            announcer.start();
        } else {
            dialer = new Dialer(station, URI.create(parent), own(), doorman, certificates());
            dialer.start();
        }
    }

    /** What this node shows to its parent, and whom it believes that it is the parent. */
    private Certificates certificates() {
        String authorities = settings.text("muster.node.ssl_ca_file");
        TlsFiles.Peers peers = authorities.isEmpty() ? null : new TlsFiles.Peers(Path.of(authorities), true);
        return new Certificates(new TlsFiles(
                "muster.node.",
                Path.of(settings.text("muster.node.ssl_cert_file")),
                Path.of(settings.text("muster.node.ssl_key_file")),
                settings.text("muster.node.passphrase"),
                peers));
    }

    private boolean overHttp() {
        boolean http = settings.choice("muster.node.link", List.of("websocket", "http"))
                .equals("http");
        if (http && settings.text("muster.node.address").isEmpty()) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "with muster.node.link=http the parent dials this node; set muster.node.address to its base URL");
        }
        return http;
    }

    /** One object for both sides of an HTTP link: the door checks what the announcer was given. */
    private OwnCredential own() {
        if (own == null) {
            own = new CredentialFile(data().resolve("credential"), settings.text("muster.node.token"));
        }
        return own;
    }

    /** Why the parent is not connected; nothing when it is, or when there is none. */
    Optional<String> trouble() {
        boolean reached = announcer == null ? links.hasParent() : announcer.connected();
        if (settings.text("muster.node.parent").isEmpty() || reached) {
            return Optional.empty();
        }
        String refusal = announcer != null ? announcer.refusal() : dialer == null ? "" : dialer.refusal();
        return Optional.of(
                refusal.isEmpty()
                        ? "no connection to " + settings.text("muster.node.parent") + "; trying again"
                        : refusal);
    }

    @Override
    public void closed() {
        if (dialer != null) {
            dialer.stop();
        }
        if (announcer != null) {
            announcer.stop();
        }
        port.close();
        links.close();
    }

    private Path data() {
        return settings.path("muster.data.directory");
    }

    private LinkSettings linkSettings() {
        Limits limits = new Limits(
                settings.size("muster.links.message-limit"),
                settings.size("muster.links.file-limit"),
                settings.size("muster.links.queue-limit"),
                settings.integer("muster.links.streams", 1, 1_000),
                settings.span("muster.links.stall"),
                settings.integer("muster.links.strangers", 1, 1_000_000),
                settings.span("muster.links.hello-timeout"));
        KeepAlive keepAlive = new KeepAlive(
                settings.span("muster.links.keep-alive"),
                settings.span("muster.links.degraded-after"),
                settings.span("muster.links.disconnected-after"));
        return new LinkSettings(
                keepAlive,
                limits,
                settings.duration("muster.links.back-off-least"),
                settings.duration("muster.links.back-off-most"),
                settings.duration("muster.links.session_max_age"));
    }
}
