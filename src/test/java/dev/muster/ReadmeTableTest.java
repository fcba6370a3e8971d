package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The endpoint table of README.md says what the route files say. */
class ReadmeTableTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+ /[^`]*)` \\| `(routes/[^`]*)` \\|");
    private static final Pattern ROUTE = Pattern.compile("description: \"((?:GET|POST|PUT|DELETE|PATCH) /[^:\"]*):");

    @Test
    void everyPathStandsBesideTheFileThatHandlesIt() throws IOException {
        Set<String> table = ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1) + " in " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(table).isEqualTo(routes());
    }

    private static Set<String> routes() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList()) {
                ROUTE.matcher(Files.readString(file))
                        .results()
                        .forEach(route -> found.add(route.group(1) + " in " + file));
            }
        }
        return found;
    }
}
