package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.nodes.LedgerFile.Lost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void names() {
        file = folder.resolve("new/under-way");
    }

    @Test
    void whatHasNotEndedIsLeftForTheNextRunInItsState() {
        try (LedgerFile ledger = open()) {
            assertThat(ledger.left()).isEmpty();
            ledger.begin(frame("waits"));
            ledger.sent(ledger.begin(frame("odd ] \" token\n")));
            ledger.end(ledger.begin(frame("ends")));
        }

        assertThat(open().left())
                .extracting(Lost::token, Lost::sent, Lost::target)
                .containsExactly(tuple("waits", false, "2"), tuple("odd ] \" token\n", true, "2"));
        assertThat(open().left()).as("until it ends").hasSize(2);
    }

    @Test
    void whatWasLeftCanBeEndedBesideNewMessages() {
        open().begin(frame("old"));
        LedgerFile second = open();

        second.begin(frame("new"));
        second.end(second.left().get(0).number());

        assertThat(open().left()).extracting(Lost::token).containsExactly("new");
    }

    @Test
    void aMessageWithoutATokenIsNotNoted() {
        LedgerFile ledger = open();
        ledger.sent(ledger.begin(frame("")));

        assertThat(open().left()).isEmpty();
    }

    @Test
    void aLineThatWasCutByTheKillIsNoMessage() throws IOException {
        open().begin(frame("whole"));
        Files.writeString(file, "b 2 17000 {\"action\":\"COM", StandardOpenOption.APPEND);

        assertThat(open().left()).extracting(Lost::token).containsExactly("whole");
    }

    @Test
    void theFileStaysSmallWhenMessagesEnd() throws IOException {
        LedgerFile ledger = open();
        for (int number = 0; number < 60_000; number++) {
            ledger.end(ledger.begin(frame("token-" + number + "x".repeat(100))));
        }
        ledger.begin(frame("last"));

        assertThat(Files.size(file)).isLessThan(5 << 20);
        assertThat(open().left()).extracting(Lost::token).containsExactly("last");
    }

    private LedgerFile open() {
        return new LedgerFile(file, Clock.systemUTC());
    }

    private static NodeFrame frame(String token) {
        return new NodeFrame("COMMAND", token, "2", Map.of("content", List.of("secret")));
    }
}
