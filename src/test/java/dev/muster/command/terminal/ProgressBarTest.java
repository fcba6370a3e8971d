package dev.muster.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter written = new StringWriter();

    @Test
    void fillsWithTheRepliesThatCameIn() {
        assertThat(bar(new Terminal(80, false, false)).frame(5, 10, 0))
                .isEqualTo("node.info " + "#".repeat(15) + ".".repeat(15) + " 5/10");
        assertThat(bar(new Terminal(80, false, true)).frame(10, 10, 2))
                .isEqualTo("node.info " + "█".repeat(30) + " 10/10, 2 failed");
    }

    @Test
    void neverFillsTheLastColumn() {
        for (int columns = 1; columns < 100; columns++) {
            assertThat(Text.width(bar(new Terminal(columns, false, true)).frame(3, 1000, 1)))
                    .isLessThan(Math.max(2, columns));
        }
    }

    @Test
    void waitsWhileTheNumberOfTargetsIsUnknown() {
        assertThat(bar(new Terminal(80, true, true)).frame(0, 0, 0)).isEqualTo("node.info waiting");
    }

    @Test
    void leavesNothingBehind() {
        ProgressBar bar = bar(new Terminal(80, false, false));
        bar.show(1, 2, 0);
        bar.close();
        bar.show(2, 2, 0);

        assertThat(written.toString()).startsWith("\rnode.info ").endsWith(" 1/2\u001b[K\r\u001b[K");
    }

    @Test
    void drawsNothingWithoutATerminal() {
        ProgressBar bar = bar(Terminal.NONE);
        bar.show(1, 2, 0);
        bar.close();

        assertThat(written.toString()).isEmpty();
    }

    private ProgressBar bar(Terminal terminal) {
        return new ProgressBar(new PrintWriter(written), terminal, "node.info");
    }
}
