package dev.muster.streams.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names of blobs, with the machine's libmagic where it has one and with Tika everywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentificationTest {
    private Identification machine;
    private Identification tika;

    @BeforeAll
    void open() {
        machine = new Identification(true);
        tika = new Identification(false);
    }

    @AfterAll
    void close() {
        machine.close();
        tika.close();
    }

    static List<Made> corpus() throws IOException {
        List<Made> corpus = new ArrayList<>(MadeContainers.all());
        corpus.addAll(MadeBinaries.all());
        corpus.addAll(MadeTexts.all());
        return corpus;
    }

    @Test
    void isTriedWithMoreThanEightyFiles() throws IOException {
        assertThat(corpus()).extracting(Made::name).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void libmagicAndTheRulesNameWhatAFileIs(Made made) {
        assumeTrue(machine.name().startsWith("libmagic"), "this machine has no libmagic");

        Identity found = machine.of(Sample.of(made.bytes()));

        assertThat(found.format()).as(found.toString()).isEqualTo(made.type());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void tikaAndTheRulesNameWhatAFileIs(Made made) {
        Identity found = tika.of(Sample.of(made.bytes()));

        assertThat(found.format()).as(found.toString()).isEqualTo(made.tika());
    }
}
