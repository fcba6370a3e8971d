package dev.muster.streams.type;

import static dev.muster.streams.type.Made.laid;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody made to hurt the identifier: it answers soon, with some name, and with little memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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

    @Test
    void aZipBombIsNamedWithoutUnpackingIt() throws IOException {
        assertSoon(bomb(), "archive/zip");
    }

    @Test
    void aZipArchiveWhoseDirectoryIsLargerThanTheSampleIsNamedByItsFirstEntries() throws IOException {
        SampleBuffer sample = new SampleBuffer();
        byte[] zip = many(60_000);
        sample.add(zip, 0, zip.length);
        assertThat(sample.sample().whole()).isFalse();

        assertThat(machine.of(sample.sample()).format()).isEqualTo("archive/zip");
        assertThat(tika.of(sample.sample()).format()).isEqualTo("archive/zip");
    }

    @Test
    void brokenContainersGetAName() {
        Map<String, byte[]> broken = new LinkedHashMap<>();
        broken.put("directory behind the end", laid(22, 0, "PK\5\6", 8, (short) -1, 12, -1, 16, -1));
        broken.put("name behind the end", laid(64, 0, "PK\3\4", 26, (short) -1, 28, (short) -1));
        broken.put("entry of four gigabytes", laid(64, 0, "PK\3\4", 18, -2, 26, (short) 1, 30, "a"));
        broken.put("PE header behind the end", laid(128, 0, "MZ", 60, Integer.MAX_VALUE));
        broken.put("PE header before the beginning", laid(128, 0, "MZ", 60, -4));
        broken.put("PE header at the end", laid(128, 0, "MZ", 60, 126));
        broken.put(
                "compound file that points to itself",
                laid(1024, 0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", 44, -1, 68, 0, 72, -1));
        broken.put("ELF of nothing", laid(20, 0, "\u007fELF\2\1\1", 16, (short) 2));
        broken.put("archive of archives", laid(64, 0, "!<arch>\n"));
        broken.put("empty", new byte[0]);
        broken.put("one byte", new byte[] {'M'});

        broken.forEach((name, bytes) -> {
            assertThat(machine.of(Sample.of(bytes)).format()).as(name).isIn(machine.formats());
            assertThat(tika.of(Sample.of(bytes)).format()).as(name).isIn(tika.formats());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "<a",
                "{",
                " ",
                "\n",
                "a",
                "a=",
                "\"",
                "<!--",
                "func ",
                "=head1\n",
                "/*",
                "#ifndef a\n",
                "[",
                "[a](",
                "$",
                "<?xml",
                "x:",
                "def a(",
                "%%"
            })
    void noRepetitionMakesThePatternsRunForLong(String word) {
        byte[] text = word.repeat((1 << 20) / word.length()).getBytes(ISO_8859_1);

        assertSoon(text, null);
    }

    @Test
    void aDocumentFullOfCataloguesIsReadOnce() {
        assertSoon(("%PDF-1.7\n" + "/Type /Catalog ".repeat(70_000)).getBytes(ISO_8859_1), "document/pdf");
    }

    @Test
    void everyFileOfTheCorpusMayBeCutOrDamagedAnywhere() throws IOException {
        Random random = new Random(11);
        for (Made made : IdentificationTest.corpus()) {
            for (int i = 0; i < 6; i++) {
                byte[] damaged = Arrays.copyOf(made.bytes(), random.nextInt(made.bytes().length + 1));
                for (int hit = 0; hit < 8 && damaged.length > 0; hit++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                assertThat(machine.of(Sample.of(damaged)).format())
                        .as(made.name())
                        .isIn(machine.formats());
                assertThat(tika.of(Sample.of(damaged)).format()).as(made.name()).isIn(tika.formats());
            }
        }
    }

    private void assertSoon(byte[] bytes, String type) {
        for (Identification each : new Identification[] {machine, tika}) {
            long start = THREADS.getCurrentThreadCpuTime();

            Identity found = each.of(Sample.of(bytes));

            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
                    .as(each.name())
                    .isLessThan(SOON);
            if (type != null) {
                assertThat(found.format()).as(each.name()).isEqualTo(type);
            }
        }
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        return out.toByteArray();
    }

    private static byte[] many(int entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("entry-" + i));
            }
        }
        return out.toByteArray();
    }
}
