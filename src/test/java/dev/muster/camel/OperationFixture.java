package dev.muster.camel;

import dev.muster.model.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A node's operations as the program has them: a context, a catalogue, a loader, and folders of its own. */
final class OperationFixture implements AutoCloseable {
    final CamelContext context = new DefaultCamelContext();
    final OperationVersions versions = new OperationVersions();
    final Path folder;
    final Path received;
    final OperationCatalogue catalogue;
    final OperationLoader loader;

    OperationFixture(Path directory) {
        this(directory, true);
    }

    OperationFixture(Path directory, boolean fromParent) {
        folder = directory.resolve("operations");
        received = directory.resolve("received");
        create(folder);
        context.getRegistry().bind("gate", new Gate());
        catalogue = new OperationCatalogue(context, versions);
        Duration interval = Duration.ofMillis(20);
        loader = new OperationLoader(
                context,
                catalogue,
                new OperationLoader.Options(folder, received, fromParent, true, interval, Duration.ofSeconds(20)));
    }

    OperationFixture start() {
        context.start();
        loader.start();
        return this;
    }

    /** Saves as an editor does: another file is renamed over the old one. */
    void save(String file, String content) {
        try {
            Path part = Files.writeString(folder.resolve(file + ".swp"), content);
            Files.move(part, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String file) {
        try {
            Files.delete(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Object call(String name) {
        try (Lease lease = catalogue.lease(name)) {
            return lease.call(Arguments.NONE, Map.of());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    boolean knows(String name) {
        return catalogue.known(name).isPresent();
    }

    OperationProblem problem(String file) {
        return loader.problems().stream()
                .filter(found -> found.file().equals(file))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        loader.close();
        context.stop();
    }

    /** An operation that answers with a text. */
    static String answering(String name, String text) {
        return operation(
                name,
                """
                        - setBody:
                            expression:
                              constant:
                                expression: "%s"
                """
                        .formatted(text));
    }

    /** An operation with these steps, indented by eight. */
    static String operation(String name, String steps) {
        return withProperties(
                name,
                "- { key: request-type, value: distributed_master }\n      - { key: permission, value: 'node:read node:id:{node}' }",
                steps);
    }

    static String withProperties(String name, String properties, String steps) {
        return """
                - route:
                    id: %s
                    group: operation
                    description: "A test operation"
                    routeProperty:
                      %s
                    from:
                      uri: direct
                      parameters:
                        name: %s
                      steps:
                %s
                """
                .formatted(name, properties, name, steps.indent(0).stripTrailing());
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
