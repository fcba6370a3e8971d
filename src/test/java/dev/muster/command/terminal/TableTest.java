package dev.muster.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Table NODES =
            new Table(List.of("node", "version"), List.of(List.of("w1", "1.0"), List.of("long-name", "0.1.0-rc1")));

    @Test
    void linesUpColumnsUnderTheirHeadings() {
        assertThat(NODES.render(Terminal.NONE))
                .containsExactly("node       version", "w1         1.0", "long-name  0.1.0-rc1");
    }

    @Test
    void cutsTheWidestColumnUntilTheTableFits() {
        Table table = new Table(List.of("node", "text"), List.of(List.of("w1", "x".repeat(50))));

        assertThat(table.render(new Terminal(30, false, true)))
                .containsExactly("node  text", "w1    " + "x".repeat(23) + "…");
    }

    @Test
    void neverDrawsALineWiderThanTheTerminal() {
        Table table =
                new Table(List.of("a", "b", "c"), List.of(List.of("日本語".repeat(20), "y".repeat(33), "z".repeat(44))));

        for (int columns = 20; columns < 120; columns++) {
            int limit = columns;
            assertThat(table.render(new Terminal(columns, false, true)))
                    .allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(limit));
        }
    }

    @Test
    void leavesOutTheLastColumnsWhenThereIsNoRoomForThem() {
        Table table = new Table(List.of("node", "a", "b"), List.of(List.of("w1-north", "1234567890", "1234567890")));

        assertThat(table.render(new Terminal(20, false, true)))
                .containsExactly("node      a", "w1-north  1234567890", "(no room for b)");
    }

    @Test
    void writesABlockPerRowOnATerminalThatIsTooNarrow() {
        Table table = new Table(
                List.of("node", "text"), List.of(List.of("w1-in-the-west", "abcdefghij"), List.of("w2", "k")));

        assertThat(table.render(new Terminal(12, false, true)))
                .containsExactly("node: w1-in-the-west", "text: abcdefghij", "", "node: w2", "text: k");
    }

    @Test
    void paintsOnlyTheHeadings() {
        assertThat(NODES.render(new Terminal(80, true, true)))
                .first()
                .asString()
                .startsWith("\u001b[1mnode")
                .endsWith("\u001b[0m");
        assertThat(NODES.render(new Terminal(80, true, true)).get(1)).doesNotContain("\u001b");
    }

    @Test
    void keepsACellFromMovingTheCursor() {
        Table table = new Table(List.of("node"), List.of(List.of("a\u001b[2Jb\nc\rd\u202ee")));

        assertThat(table.render(Terminal.NONE)).containsExactly("node", "a\\u001b[2Jb\\nc\\u000dd\\u202ee");
    }
}
