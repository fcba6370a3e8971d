package dev.muster.bench;

import dev.muster.links.Dialer;
import dev.muster.links.Distribution;
import dev.muster.links.LinkSettings;
import dev.muster.links.Links;
import dev.muster.links.OperationFiles;
import dev.muster.links.OwnCredential;
import dev.muster.links.Receipt;
import dev.muster.links.Receiver;
import dev.muster.links.Station;
import dev.muster.links.TmpFiles;
import dev.muster.links.Trust;
import dev.muster.model.LinkKind;
import dev.muster.model.Mapping;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Many leaves in one process: each has a WebSocket of its own to the hub, dialled and greeted as any node does, and answers every envelope
 * after a fixed time; some never do. Arguments: URL of the hub, join token, first number, how many, milliseconds, how many of them hang.
 */
final class Simulated {
    private final Vertx vertx = Vertx.vertx();
    private final URI hub;
    private final String token;
    private final Path folder;

    private Simulated(URI hub, String token, Path folder) {
        this.hub = hub;
        this.token = token;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Parent.endWithInput();
        Simulated simulated = new Simulated(URI.create(arguments[0]), arguments[1], Files.createTempDirectory("simulated"));
        int first = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        int millis = Integer.parseInt(arguments[4]);
        int hanging = Integer.parseInt(arguments[5]);
        List<Dialer> dialers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dialers.add(simulated.node("n%04d".formatted(first + i), i < hanging ? "hanging" : "answering", millis));
            simulated.awaitConnected(dialers, 32);
        }
        simulated.awaitConnected(dialers, 0);
        Parent.tell("ready with " + count);
        Thread.currentThread().join();
    }

    private Dialer node(String id, String kind, int millis) {
        Map<String, String> labels = Map.of("bench", kind);
        Tree tree = new Tree(new Node(
                id, null, Role.LEAF, LinkKind.LOCAL, "", labels, java.util.Set.of(), "0.1.0", NodeState.CONNECTED, java.time.Instant.now()));
        Links links = new Links();
        Receiver receiver = kind.equals("hanging")
                ? (envelope, from, fromParent, answer) -> Receipt.ENDED
                : (envelope, from, fromParent, answer) -> {
                    vertx.setTimer(millis, now -> answer.accept(new Reply(id, Mapping.of(Map.of("name", id, "type", "leaf")))));
                    return Receipt.ENDED;
                };
        Station station = new Station(
                vertx,
                tree,
                links,
                receiver,
                (service, message, from) -> CompletableFuture.completedFuture(null),
                new Distribution(vertx, tree, links, OperationFiles.NONE),
                new TmpFiles(folder),
                new Trust(Trust.Anchor.NONE),
                (peer, what) -> Parent.tell(peer + " " + what),
                "muster",
                LinkSettings.DEFAULTS);
        Dialer dialer = new Dialer(station, hub, new Kept(token), null);
        dialer.onRefused(reason -> Parent.tell(id + " was refused: " + reason));
        dialer.start();
        return dialer;
    }

    /** Waits until at most so many have not been welcomed yet: the hub tolerates a bounded number of strangers. */
    private void awaitConnected(List<Dialer> dialers, int open) {
        while (dialers.stream().filter(dialer -> !dialer.connected()).count() > open) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    private static final class Kept implements OwnCredential {
        private volatile String token;

        Kept(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public void keep(String own) {
            token = own;
        }
    }
}
