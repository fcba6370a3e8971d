package dev.muster;

import dev.muster.events.kafka.KafkaAccess;
import dev.muster.model.History;
import dev.muster.nodes.NodeFrame;
import java.util.List;
import java.util.Map;

/** What a test may reach of a program of the fleet beside its doors, while it stops too: its rows, its messages, the port for original nodes. */
public final class Inside {
    private final MusterConfiguration program;

    public Inside(Program program) {
        this.program = program.configuration();
    }

    /** The rows of the node, to write some. */
    public History history() {
        return program.history().store();
    }

    /** Rows under a token as REST shows them; the empty token is that of rows without one. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> rows(String token) {
        return (List<Map<String, Object>>)
                program.history().lookup().find(token, Map.of()).get("data");
    }

    /** Sends a message as a module of the node would; returns its token. */
    public String send(String action, String token, String target, Map<String, Object> data) {
        return program.nodes().desk().submit(new NodeFrame(action, token, target, data));
    }

    /** The port at which original nodes dial in. */
    public int nodeDoor() {
        return program.nodes().door().port();
    }

    /** How the cluster of the events is reached, once its topics are there. */
    public KafkaAccess kafka() {
        return program.events()
                .orElseThrow()
                .cluster()
                .ready()
                .toCompletableFuture()
                .join();
    }

    /** The process of the broker that the hub has started, 0 when there is none at the moment. */
    public long brokerPid() {
        return program.events().orElseThrow().brokerPid();
    }

    /** Bytes of events that wait for the brokers. */
    public long waiting() {
        return program.events().orElseThrow().cluster().waiting();
    }
}
