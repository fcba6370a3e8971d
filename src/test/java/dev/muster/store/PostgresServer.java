package dev.muster.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A throw-away PostgreSQL cluster on a free loopback port, one for all tests of the run. */
public final class PostgresServer implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PostgresServer.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Cluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("cluster", key -> Cluster.start(), Cluster.class);
    }

    /** JDBC URL of a new, empty database. */
    public String freshDatabase() {
        String name = "t" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(cluster.url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return cluster.url(name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database can be made in the PostgreSQL of the tests", e);
        }
    }

    /** Stops the server at once, as a crash would, and starts it again. */
    public void crashAndRestart(Runnable whileItIsDown) {
        cluster.control("stop", "-m", "immediate");
        try {
            whileItIsDown.run();
        } finally {
            cluster.control("start");
        }
    }

    private static final class Cluster implements AutoCloseable {
        private final Path directory;
        private final int port;

        private Cluster(Path directory, int port) {
            this.directory = directory;
            this.port = port;
        }

        static Cluster start() {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Path directory = Files.createTempDirectory("muster-postgres");
                if (root()) {
                    run(List.of("chown", "postgres", directory.toString()));
                }
                Cluster cluster = new Cluster(directory, free.getLocalPort());
                free.close();
                cluster.postgres(
                        "initdb",
                        "-D",
                        cluster.data(),
                        "-U",
                        "postgres",
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--no-sync",
                        "--locale=C");
                cluster.control("start");
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String url(String database) {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
        }

        void control(String... words) {
            String options = "-h 127.0.0.1 -p " + port + " -k " + directory + " -c fsync=off -c max_connections=200";
            List<String> command =
                    new ArrayList<>(List.of("-D", data(), "-w", "-t", "60", "-l", directory + "/log", "-o", options));
            command.addAll(List.of(words));
            postgres("pg_ctl", command.toArray(String[]::new));
        }

        @Override
        public void close() {
            control("stop", "-m", "immediate");
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String data() {
            return directory + "/data";
        }

        private void postgres(String program, String... words) {
            List<String> command = new ArrayList<>();
            if (root()) {
                command.addAll(List.of("runuser", "-u", "postgres", "--"));
            }
            command.add(binaries().resolve(program).toString());
            command.addAll(List.of(words));
            run(command);
        }

        private static Path binaries() {
            Path installed = Path.of("/usr/lib/postgresql");
            try (Stream<Path> versions = Files.isDirectory(installed) ? Files.list(installed) : Stream.empty()) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.comparing(Path::toString))
                        .orElseThrow(
                                () -> new IllegalStateException(
                                        "PostgreSQL is not installed, and the store tests need it: apt-get install postgresql"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean root() {
            return "root".equals(System.getProperty("user.name"));
        }

        private static void run(List<String> command) {
            try {
                Path out = Files.createTempFile("muster-postgres", ".out");
                Process process = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                int code = process.waitFor();
                String text = Files.readString(out, UTF_8);
                Files.delete(out);
                if (code != 0) {
                    throw new IllegalStateException(command + " ended with " + code + ": " + text);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
