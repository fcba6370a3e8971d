package dev.muster.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.Arguments;
import dev.muster.model.LinkKind;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.operations.Machine;
import dev.muster.operations.MachineFacts;
import dev.muster.operations.Vitals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the hub answers to {@code node.info} on itself: the same bean, the same envelope, the same JSON library, nothing else. */
public final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Machine machine = new Machine(
            new Tree(dev.muster.model.Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED)),
            "muster",
            new MachineFacts(List.of(Path.of("/")), Duration.ofSeconds(1)),
            new NoVitals(),
            () -> {},
            Duration.ZERO);

    /** The envelope around the item of this machine. */
    public Map<String, Object> envelope() {
        Map<String, Object> item = machine.describe(Arguments.NONE);
        item.put("node", "hub");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("affected_items", List.of(item));
        data.put("total_affected_items", 1);
        data.put("total_failed_items", 0);
        data.put("failed_items", List.of());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", data);
        body.put("message", "Information of all selected nodes was returned");
        body.put("error", 0);
        return body;
    }

    /** As text. */
    public String text(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class NoVitals implements Vitals {
        @Override
        public Map<String, String> services() {
            return Map.of();
        }

        @Override
        public Map<String, ?> queues() {
            return Map.of();
        }

        @Override
        public Map<String, ?> pools() {
            return Map.of();
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }
    }
}
