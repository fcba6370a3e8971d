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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Many leaves in one process: each has a WebSocket of its own to the hub, dialled and greeted as any node does, and answers every envelope
 * after a fixed time. Arguments: URL of the hub, join token, then groups {@code first:count:milliseconds:label,label}; with -1 milliseconds
 * its members never answer.
 */
final class Simulated {
    /** The hub tolerates a bounded number of nodes that have not said hello yet. */
    private static final int DIALLING = 32;

    private final Vertx vertx = Vertx.vertx();
    private final List<Dialer> dialers = new ArrayList<>();
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
        Simulated simulated =
                new Simulated(URI.create(arguments[0]), arguments[1], Files.createTempDirectory("simulated"));
        for (int i = 2; i < arguments.length; i++) {
            simulated.group(arguments[i].split(":"));
        }
        simulated.awaitConnected(0);
        Parent.tell("ready with " + simulated.dialers.size());
        Thread.currentThread().join();
    }

    private void group(String[] words) {
        int first = Integer.parseInt(words[0]);
        int millis = Integer.parseInt(words[2]);
        Map<String, String> labels = new TreeMap<>();
        for (String label : words[3].split(",")) {
            labels.put(label, "yes");
        }
        for (int i = 0; i < Integer.parseInt(words[1]); i++) {
            dialers.add(node("n%04d".formatted(first + i), labels, millis));
            awaitConnected(DIALLING);
        }
    }

    private Dialer node(String id, Map<String, String> labels, int millis) {
        Tree tree = new Tree(new Node(
                id,
                null,
                Role.LEAF,
                LinkKind.LOCAL,
                "",
                labels,
                Set.of(),
                "0.1.0",
                NodeState.CONNECTED,
                Instant.now()));
        Links links = new Links();
        Receiver receiver = (envelope, from, fromParent, answer) -> {
            if (millis >= 0) {
                vertx.setTimer(
                        millis, now -> answer.accept(new Reply(id, Mapping.of(Map.of("name", id, "type", "leaf")))));
            }
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

    /** Waits until at most so many have not been welcomed yet. */
    private void awaitConnected(int open) {
        while (dialers.stream().filter(dialer -> !dialer.connected()).count() > open) {
            LockSupport.parkNanos(1_000_000);
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
