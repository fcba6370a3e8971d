package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.NodeApiClient.Row;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of the central and of nodes on their way home (specs/node-proxy.md section 10). */
class NodeProxyHistoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(50);

    @RegisterExtension
    static final NodeFleet FLEET =
            new NodeFleet("muster.nodes.synchistory-time", "4s", "muster.nodes.synchistory-timeout", "2s");

    private final NodeApiClient api = FLEET.api("1");

    @Test
    void case32_rows_of_a_node_come_home_once_each_and_in_order() {
        Map<Integer, Integer> lengths = Map.of(300, 200, 1300, 200, 2300, 200, 900, 2000);
        History node = FLEET.inside("2").history();
        lengths.forEach((count, length) -> IntStream.range(0, count)
                .parallel()
                .forEach(i ->
                        node.write("sync-" + count, ResultCode.CONTINUE, Map.of("message", i + "x".repeat(length)))));

        await().atMost(LIMIT).until(() -> lengths.keySet().stream()
                .allMatch(count -> api.rows("sync-" + count).rows().size() >= count));

        for (int count : lengths.keySet()) {
            Rows home = api.rows("sync-" + count);
            assertThat(home.messages(4))
                    .isEqualTo(FLEET.api("2").rows("sync-" + count).messages(4))
                    .doesNotHaveDuplicates();
            assertThat(home.rows()).hasSize(count).extracting(Row::id).isSorted();
        }
    }

    @Test
    void case33_rows_of_a_part_that_was_lost_come_with_the_next_answer() throws IOException {
        List<String> rows = LongStream.rangeClosed(1, 9)
                .mapToObj(number -> TextPeer.row(number, "lost-part", "row " + number))
                .toList();
        AtomicInteger asked = new AtomicInteger();
        declare("7");
        try (TextPeer node = TextPeer.login(FLEET.inside("1").nodeDoor(), "7", "wss", (self, frame) -> {
            if (frame.action().equals("GETLOG")) {
                boolean first = asked.getAndIncrement() == 0;
                self.rows(frame.token(), 3, rows.subList(0, 3));
                if (!first) {
                    self.rows(frame.token(), 3, rows.subList(3, 6));
                }
                self.rows(frame.token(), 3, rows.subList(6, 9));
            }
        })) {
            node.awaitFrames("GETLOG", 1);
            await().atMost(LIMIT).until(() -> api.rows("lost-part").rows().size() >= 9);
            node.awaitFrames("GETLOG", 3);
            assertThat(api.rows("lost-part").messages(4))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 9)
                            .mapToObj(i -> "row " + i)
                            .toList());
        }
    }

    @Test
    void case34_a_row_that_is_too_big_arrives_with_a_mark_and_does_not_hold_up_others() {
        History node = FLEET.inside("2").history();
        node.write("big", ResultCode.OK, Map.of("message", "x".repeat(1_000_000)));
        node.write("after-big", ResultCode.OK, "later");

        await().atMost(LIMIT).until(() -> !api.rows("after-big").rows().isEmpty());

        Rows big = api.rows("big");
        assertThat(big.codes()).containsExactly(2);
        assertThat(big.last().message()).isEqualTo("log too big");
        assertThat(big.last().data().path("size").asLong()).isGreaterThan(1_000_000);
    }

    @Test
    void case35_a_node_that_does_not_answer_is_given_up_and_asked_again() throws IOException {
        declare("8");
        String given = "proxy - getlog in timeout for '8'";
        try (TextPeer node = TextPeer.login(FLEET.inside("1").nodeDoor(), "8", "wss", TextPeer::pong)) {
            node.awaitFrames("GETLOG", 1);
            await().atMost(Duration.ofSeconds(20)).until(() -> tokenless(given) == 1);
            node.awaitFrames("GETLOG", 2);
            assertThat(tokenless(given)).isEqualTo(node.received("GETLOG").size() - 1);
        }
    }

    @Test
    void case36_a_second_getlog_is_refused_while_one_runs() throws IOException {
        declare("9");
        try (TextPeer node = TextPeer.login(FLEET.inside("1").nodeDoor(), "9", "wss", TextPeer::pong)) {
            node.awaitFrames("GETLOG", 1);

            String second = FLEET.inside("1").send("GETLOG", "", "9", Map.of());

            Rows rows = api.ended(second, Duration.ofSeconds(5));
            assertThat(rows.codes()).containsExactly(1);
            assertThat(rows.last().message()).isEqualTo("proxy - getlog already in progress");
        }
    }

    @Test
    void case38_rows_are_ordered_by_number_and_not_by_text() {
        for (int i = 0; i < 120; i++) {
            FLEET.inside("1").history().write("crossing", ResultCode.CONTINUE, "row " + i);
        }

        Rows rows = api.rows("crossing");

        assertThat(rows.rows()).extracting(Row::id).isSorted();
        assertThat(rows.messages(4))
                .isEqualTo(IntStream.range(0, 120).mapToObj(i -> "row " + i).toList());
    }

    @Test
    void case39_a_look_up_can_be_narrowed_and_takes_nothing_but_numbers() {
        String token = api.command("", "echo hi").token();
        Rows all = api.rows(token);
        assertThat(all.codes()).containsExactly(0, 0, 100, 2);

        assertThat(api.rows(token, "?limit=2").rows()).isEqualTo(all.rows().subList(2, 4));
        assertThat(api.rows(token, "?code=2").codes()).containsExactly(2);
        double since = all.rows().get(1).ctime();
        assertThat(api.rows(token, "?ctime=" + BigDecimal.valueOf(since).toPlainString())
                        .rows())
                .isEqualTo(
                        all.rows().stream().filter(row -> row.ctime() > since).toList());
        for (String query :
                List.of("limit=1%20UNION%20SELECT%201", "limit=-1", "offset=x", "code=1;--", "ctime=now", "id=1'")) {
            assertThat(api.get("log/" + token + "?" + query).status()).as(query).isEqualTo(400);
        }
        assertThat(api.rows(token, "?token=other").rows()).isEqualTo(all.rows());
    }

    private void declare(String node) throws IOException {
        FLEET.declare(node, Map.of("type", "pullwss", "prevail", 1));
        assertThat(api.done("core/register/sync", Map.of()).last().code()).isEqualTo(2);
    }

    private static long tokenless(String message) {
        return FLEET.inside("1").rows("").stream()
                .filter(row -> row.get("data").toString().contains(message))
                .count();
    }
}
