package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.JavaProcess;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void opensAnUpToDateDatabaseAgain(Engine engine) {
        String url = freshUrl(engine);
        try (Database first = Database.open(url, "", "", 3)) {
            new GroupStore(first).create("g1");
        }
        assertThat(new GroupStore(open(url)).names()).containsExactly("g1");
    }

    @ParameterizedTest
    @EnumSource
    void reportsAFailureOfTheDatabaseWithoutItsText(Engine engine) {
        Database database = fresh(engine);

        assertThatThrownBy(() -> database.apply(handle -> handle.execute("insert into no_such_table values (1)")))
                .isInstanceOfSatisfying(MusterException.class, e -> {
                    assertThat(e.failure().is(ErrorCode.DATABASE)).isTrue();
                    assertThat(e.failure().message()).doesNotContain("no_such_table");
                });
    }

    @Test
    void keepsItsFileFromOthers() throws IOException {
        fresh(Engine.H2);

        try (var files = Files.list(directory)) {
            Set<String> rights = files.filter(file -> file.toString().endsWith(".mv.db"))
                    .map(DatabaseTest::rights)
                    .collect(Collectors.toSet());
            assertThat(rights).containsExactly("rw-------");
        }
    }

    @Test
    void knowsItsNewestMigration() throws Exception {
        Path migrations = Path.of(Schema.class.getResource("/db/migration").toURI());
        try (var files = Files.list(migrations)) {
            int newest = files.map(file -> file.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();
            assertThat(Schema.NEWEST).isEqualTo(String.valueOf(newest));
        }
    }

    @Test
    void namesTheDatabaseThatCannotBeOpened() {
        assertThatThrownBy(() -> Database.open("jdbc:oracle:thin:@x", "", "", 3))
                .hasMessageContaining("jdbc:h2: or jdbc:postgresql:");
        assertThatThrownBy(() -> Database.open("jdbc:h2:file:/dev/null/x", "", "", 3))
                .hasMessageContaining("/dev/null");
    }

    @Test
    void losesNothingThatWasAcknowledgedWhenTheProcessIsKilled() throws Exception {
        String url = freshUrl(Engine.H2);
        Process process = JavaProcess.of(List.of(), GroupWriter.class.getName(), List.of(url))
                .redirectErrorStream(true)
                .start();
        Set<String> acknowledged;
        try (var lines = process.inputReader()) {
            acknowledged = IntStream.range(0, 20).mapToObj(line -> next(lines)).collect(Collectors.toSet());
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(new GroupStore(open(url)).names()).containsAll(acknowledged);
        assertThat(acknowledged).hasSize(20).allMatch(name -> name.startsWith("g"));
    }

    private static String next(java.io.BufferedReader lines) {
        try {
            String line = lines.readLine();
            return line != null && line.startsWith("g") ? line : line == null ? "ended" : next(lines);
        } catch (IOException e) {
            return "failed";
        }
    }

    private static String rights(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Makes groups and says each one that has been acknowledged, until it is killed. */
    static final class GroupWriter {
        private GroupWriter() {}

        public static void main(String[] args) {
            GroupStore groups = new GroupStore(Database.open(args[0], "", "", 3));
            for (int i = 0; ; i++) {
                groups.create("g" + i);
                System.out.println("g" + i);
            }
        }
    }
}
