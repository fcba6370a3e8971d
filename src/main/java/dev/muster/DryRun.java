package dev.muster;

import dev.muster.camel.OperationProblem;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Starts the program with the settings, routes and operations that a real start would have, but with no port, no parent and a database of
 * its own in a temporary directory, and says what is wrong.
 */
final class DryRun {
    private final Map<String, String> given;

    DryRun(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /** One line per problem; a setting or route that stops the start is the only one then. */
    List<String> problems() {
        Path directory = temporary();
        try {
            Settings settings = Settings.load(given);
            StoreParts.role(settings);
            settings.integer("muster.http.port", -1, 65_535);
            EventParts.check(settings);
            try (Program program = Program.start(settings.with(apart(directory)), Map.of())) {
                return program.configuration().operationProblems().stream()
                        .map(DryRun::line)
                        .toList();
            }
        } catch (MusterException e) {
            return List.of(line(e.failure()));
        } finally {
            delete(directory);
        }
    }

    private static Map<String, String> apart(Path directory) {
        Map<String, String> apart = new TreeMap<>();
        apart.put("muster.role", "hub");
        apart.put("muster.node.parent", "");
        apart.put("muster.http.port", "-1");
        apart.put("muster.data.directory", directory.toString());
        apart.put("muster.database.url", "");
        // what they need was looked at; a check starts no broker
        apart.put("muster.events.enabled", "false");
        return apart;
    }

    private static String line(OperationProblem problem) {
        return problem.file() + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.reason();
    }

    private static String line(Failure failure) {
        String end = failure.message().endsWith("?") ? " " : ". ";
        return failure.message() + (failure.remediation().isEmpty() ? "" : end + failure.remediation());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("muster-check");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made; check java.io.tmpdir", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary directory " + directory + " cannot be removed", e);
        }
    }
}
