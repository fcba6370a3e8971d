package dev.muster;

import dev.muster.links.Alarm;
import dev.muster.links.CredentialFile;
import dev.muster.links.Credentials;
import dev.muster.links.Dialer;
import dev.muster.links.Distribution;
import dev.muster.links.Doorman;
import dev.muster.links.LinkSettings;
import dev.muster.links.LinkSettings.KeepAlive;
import dev.muster.links.LinkSettings.Limits;
import dev.muster.links.Links;
import dev.muster.links.OperationFiles;
import dev.muster.links.Receiver;
import dev.muster.links.Services;
import dev.muster.links.Station;
import dev.muster.links.TmpFiles;
import dev.muster.links.Trust;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The links of this node: to its children, when it may have some, and to its parent, when it has one. */
final class LinkParts {
    private final Settings settings;
    private final Tree tree;
    private final Links links;
    private final Station station;
    private final Distribution distribution;
    private @Nullable Doorman doorman;
    private @Nullable Dialer dialer;

    LinkParts(Settings settings, Vertx vertx, Tree tree, Links links, OperationFiles files, Receiver receiver, Services services, Trust trust, Alarm alarm) {
        this.settings = settings;
        this.tree = tree;
        this.links = links;
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

    /** Lets children in, unless this is a leaf. */
    void accept(Router router, Credentials credentials) {
        if (tree.selfNode().role() != Role.LEAF) {
            Doorman open = new Doorman(station, credentials);
            router.get(Doorman.PATH).handler(ctx -> open.handle(ctx.request()));
            doorman = open;
        }
    }

    /** Begins to dial the parent, unless this is the hub. */
    void dial() {
        String parent = settings.text("muster.node.parent");
        if (!parent.isEmpty()) {
            CredentialFile own = new CredentialFile(data().resolve("credential"), settings.text("muster.node.token"));
            Dialer started = new Dialer(station, URI.create(parent), own, doorman);
            started.start();
            dialer = started;
        }
    }

    /** Why the parent is not connected; empty when it is, or when there is none. */
    String trouble() {
        if (settings.text("muster.node.parent").isEmpty() || links.hasParent()) {
            return "";
        }
        String refusal = dialer == null ? "" : dialer.refusal();
        return refusal.isEmpty() ? "no connection to " + settings.text("muster.node.parent") + "; trying again" : refusal;
    }

    void close() {
        if (dialer != null) {
            dialer.stop();
        }
    }

    private Path data() {
        return settings.path("muster.data.directory");
    }

    private LinkSettings linkSettings() {
        Limits usual = LinkSettings.DEFAULTS.limits();
        Limits limits = new Limits(
                settings.size("muster.links.message-limit"),
                usual.file(),
                usual.queue(),
                usual.streams(),
                settings.duration("muster.links.stall"),
                usual.strangers(),
                usual.hello());
        KeepAlive keepAlive = new KeepAlive(
                settings.duration("muster.links.keep-alive"),
                settings.duration("muster.links.degraded-after"),
                settings.duration("muster.links.disconnected-after"));
        return new LinkSettings(
                keepAlive, limits, settings.duration("muster.links.back-off-least"), settings.duration("muster.links.back-off-most"));
    }
}
