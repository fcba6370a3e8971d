package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.HistoryRow;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What two nodes say to one another when one brings the rows of the other home, and what each has then. */
final class Exchanges {
    static final HistorySettings SETTINGS = HistorySettings.DEFAULT;

    private Exchanges() {}

    /** Puts rows into a store. */
    static HistoryStore filled(HistoryStore node, int rows) {
        IntStream.range(0, rows).forEach(i -> node.write("t", ResultCode.BEGIN, i + "x".repeat(200)));
        return node;
    }

    static Map<String, Object> ask(Synchronisation sync) {
        return sync.ask("2", "").orElseThrow();
    }

    static Answers answers(HistoryStore node) {
        return new Answers(node, "2", SETTINGS);
    }

    static void exchange(Synchronisation sync, HistoryStore node, HistorySettings settings) {
        new Answers(node, "2", settings).parts(ask(sync)).forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isFalse();
    }

    static void exchange(Synchronisation sync, OriginalNode node) {
        node.answer(ask(sync)).forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isFalse();
    }

    static void hubWithoutTimeouts(HistoryStore hub, HistoryStore node) {
        assertThat(data(hub).stream().filter(row -> !row.startsWith(" ")).sorted())
                .containsExactlyElementsOf(data(node).stream().sorted().toList());
    }

    static List<HistoryRow> rows(HistoryStore store) {
        return store.reader().newest(Filter.of(Map.of("id", 0)), 100_000);
    }

    static List<String> data(HistoryStore store) {
        return rows(store).stream().map(row -> row.token() + " " + row.data()).toList();
    }

    static List<String> tokens(HistoryStore store) {
        return rows(store).stream().map(HistoryRow::token).toList();
    }

    @SuppressWarnings("unchecked")
    static List<Object> result(List<Map<String, Object>> parts) {
        return parts.stream()
                .flatMap(part -> ((List<Object>) ((Map<String, Object>) part.get("data")).get("result")).stream())
                .toList();
    }
}
