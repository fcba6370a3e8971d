package dev.muster.copy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One copy to one node until it is there, however often the link breaks meanwhile. Blocks its thread; not thread-safe. */
final class Sending {
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 2000;

    private final Outgoing messages;
    private final CopyPeer peer;
    private final Sender.Settings settings;
    private final Flight probe;
    private final String id;
    private final String token;
    private final String target;
    private final CopyProgress progress;
    private long pause = FIRST_PAUSE;
    private long alive = System.nanoTime();
    private long furthest = -1;
    private long sent;
    private boolean answers;

    /**
     * Prepares it.
     *
     * @param id tells this copy from another one under the same token
     */
    Sending(
            String id,
            String token,
            String target,
            Outgoing messages,
            CopyPeer peer,
            Sender.Settings settings,
            CopyProgress progress) {
        this.id = id;
        this.token = token;
        this.target = target;
        this.messages = messages;
        this.peer = peer;
        this.settings = settings;
        this.progress = progress;
        this.probe = new Flight(peer, token, 1, settings.answer());
    }

    long sent() {
        return sent;
    }

    /** Sends; what this side must say with code 1 is a {@link Refusal}, what the node said itself is {@link Flight.Told}. */
    Outcome run() throws InterruptedException {
        answers = peer.dialect() == CopyPeer.Dialect.MUSTER;
        if (!answers) {
            return original();
        }
        while (true) {
            try {
                return attempt();
            } catch (Broken e) {
                pause(e);
            }
        }
    }

    /** What tells the node that nothing more comes; nothing for a node that understands no such message. */
    Optional<Map<String, Object>> abort() {
        return answers ? Optional.of(messages.ask("abort", Map.of("copy", id))) : Optional.empty();
    }

    private Outcome original() throws InterruptedException {
        if (messages.request().cacheDir().isEmpty()) {
            throw new Refusal("please set cache_dir");
        }
        Transfer transfer = transfer();
        try {
            transfer.original();
            return new Outcome(Outcome.State.SENT, "", sent);
        } catch (Broken e) {
            throw new Refusal("remote copy failed: the link to node '" + target + "' broke: " + e.getMessage(), e);
        }
    }

    private Outcome attempt() throws Broken, InterruptedException {
        Map<String, Object> stand = probe.ask(messages.ask("query", Map.of("copy", id)));
        Object known = stand.get("known");
        if (known != null && "partial".equals(stand.get("state")) && known.equals(digest())) {
            stand = probe.ask(messages.ask("same", Map.of("copy", id, "content", known)));
            if ("done".equals(stand.get("state"))) {
                return new Outcome(Outcome.State.SKIPPED, "", sent);
            }
        }
        switch (String.valueOf(stand.get("state"))) {
            case "done" -> {
                return new Outcome(Outcome.State.DONE, "", sent);
            }
            case "failed" -> throw new Flight.Told(String.valueOf(stand.get("message")));
            case "partial" -> {}
            default -> throw new Broken("the node is still putting it in place", true);
        }
        long received = Transfer.number(stand, "received");
        if (received > furthest) {
            furthest = received;
            alive();
        }
        if (!transfer().resume(stand)) {
            transfer().resume(probe.ask(messages.ask("query", Map.of("copy", id, "restart", true))));
        }
        return new Outcome(Outcome.State.DONE, "", sent);
    }

    private String digest() {
        try {
            return messages.content().digest();
        } catch (IOException e) {
            throw new Refusal("remote copy failed: " + Reason.of(e), e);
        }
    }

    private Transfer transfer() {
        int window = peer.dialect() == CopyPeer.Dialect.MUSTER ? settings.window() : 1;
        Flight flight = new Flight(peer, token, window, settings.answer());
        long[] before = {sent};
        Transfer[] self = new Transfer[1];
        self[0] = new Transfer(messages, flight, settings.bufferSize(), window, consumed -> {
            sent = before[0] + self[0].sent();
            if (self[0].sent() > (long) window * settings.bufferSize()) {
                alive(); // answers have come
            }
            progress.at(token, target, consumed, messages.content().weight());
        });
        return self[0];
    }

    private void alive() {
        alive = System.nanoTime();
        pause = FIRST_PAUSE;
    }

    private void pause(Broken why) throws InterruptedException {
        Duration silent = Duration.ofNanos(System.nanoTime() - alive);
        if (!why.busy() && silent.compareTo(settings.patience()) > 0) {
            throw new Refusal(
                    "remote copy failed: the link to node '" + target + "' is broken for " + silent.toSeconds() + " s: "
                            + why.getMessage(),
                    why);
        }
        Thread.sleep(pause);
        pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
}
