package dev.muster.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Rows;
import dev.muster.TestClock;
import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CronActionsTest {
    @TempDir
    Path directory;

    private final Rows rows = new Rows();
    private final List<String> started = new ArrayList<>();
    private final List<List<?>> lists = new ArrayList<>();
    private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:30Z"));
    private CronActions cron;

    @BeforeEach
    void open() {
        cron = new CronActions(
                directory.resolve("cron.json"),
                clock,
                history(),
                token -> List.of("row of " + token),
                (action, token, target, data) -> {
                    if (action.equals("FAIL")) {
                        throw new IllegalStateException("no such action");
                    }
                    started.add(action + " " + token + " " + target + " " + data.get("content"));
                });
    }

    @Test
    void aDefinitionRunsEachTimeItIsDue() {
        add(definition("five", "*/5 * * * *"), definition("echo", "* * * * *"));
        pass(Duration.ofSeconds(29));
        assertThat(started).isEmpty();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(started).containsExactly("COMMAND echo 2 [{command=true}]");
        pass(Duration.ofMinutes(4));
        assertThat(started).hasSize(3).contains("COMMAND five 2 [{command=true}]");
        pass(Duration.ofHours(3));
        assertThat(started).as("what was missed is done once").hasSize(5);
    }

    @Test
    void aSixthFieldStandsForSeconds() {
        add(definition("often", "* * * * * */10"));
        pass(Duration.ofSeconds(9));
        assertThat(started).isEmpty();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(10));
        assertThat(started).hasSize(2);
    }

    @Test
    void definitionsAreListedChangedAndRemoved() {
        add(definition("a", "0 1 * * *"), definition("b", "0 2 * * 7"));
        cron.get("all", Map.of());
        cron.get("one", Map.of("variables", List.of("b")));
        assertThat(lists.get(0)).hasSize(2);
        assertThat(((Map<?, ?>) lists.get(1).get(0)).get("timespec")).isEqualTo("0 2 * * 7");
        cron.update("u", Map.of("variables", List.of("b"), "content", Map.of("timespec", "* * * * *")));
        assertThat(rows.last("u")).isEqualTo("update succeed");
        pass(Duration.ofSeconds(30));
        assertThat(started).hasSize(1);
        cron.get("status", Map.of("variables", List.of("b", "status")));
        assertThat(lists.get(2)).isEqualTo(List.of("row of b"));
        cron.delete("d", Map.of("variables", List.of("b")));
        assertThat(rows.last("d")).isEqualTo("delete succeed");
        cron.delete("d", Map.of("variables", List.of("b")));
        assertThat(rows.last("d")).isEqualTo("no entry found for id");
        open();
        cron.get("all", Map.of());
        assertThat(lists.get(3)).as("after a restart").hasSize(1);
    }

    @Test
    void whatIsWrongIsNamedAndAddsNothing() {
        add(definition("a", "* * * * *"));
        assertThat(rows.last("add")).isEqualTo("add succeed");
        add(definition("b", "* * * * *"), definition("a", "* * * * *"));
        assertThat(rows.last("add")).isEqualTo("id 'a' already exists");
        add(Map.of("id", "c", "timespec", "* * * * *", "command", "true"));
        assertThat(rows.last("add")).isEqualTo("missing arguments");
        add(definition("d", "61 * * * *"));
        assertThat(rows.last("add")).startsWith("timespec '61 * * * *' is not understood: ");
        cron.add("add", Map.of("content", Map.of()));
        assertThat(rows.last("add")).isEqualTo("missing arguments");
        cron.update("u", Map.of("content", Map.of("timespec", "* * * * *")));
        assertThat(rows.last("u")).isEqualTo("missing id");
        cron.update("u", Map.of("variables", List.of("x"), "content", Map.of("timespec", "* * * * *")));
        assertThat(rows.last("u")).isEqualTo("no entry found for id");
        cron.get("all", Map.of());
        assertThat(lists.get(0)).hasSize(1);
    }

    @Test
    void oneThatCannotBeStartedDoesNotKeepTheOthers() {
        add(
                Map.of(
                        "id",
                        "bad",
                        "timespec",
                        "* * * * *",
                        "action",
                        "FAIL",
                        "parameters",
                        Map.of(),
                        "keep_token",
                        true),
                definition("good", "* * * * *"));
        pass(Duration.ofSeconds(30));
        assertThat(started).hasSize(1);
        assertThat(rows.last("bad")).isEqualTo("cron definition 'bad' cannot be started: no such action");
    }

    @Test
    void aFileThatCannotBeReadStopsTheStart() throws Exception {
        Files.writeString(directory.resolve("cron.json"), "{");
        assertThatThrownBy(this::open).hasMessageContaining("cron.json cannot be read");
    }

    private void pass(Duration duration) {
        clock.pass(duration);
        cron.tick();
    }

    private void add(Object... definitions) {
        cron.add("add", Map.of("content", List.of(definitions)));
    }

    private static Map<String, Object> definition(String id, String timespec) {
        return Map.of(
                "id",
                id,
                "timespec",
                timespec,
                "action",
                "COMMAND",
                "parameters",
                List.of(Map.of("command", "true")),
                "keep_token",
                true,
                "target",
                2);
    }

    private History history() {
        return new History() {
            @Override
            public void write(String token, ResultCode code, Map<String, ?> data) {
                rows.write(token, code, data);
            }

            @Override
            public void write(String token, ResultCode code, List<?> data) {
                lists.add(data);
            }
        };
    }
}
