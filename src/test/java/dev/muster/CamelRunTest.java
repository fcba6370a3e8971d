package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the route files with Camel's own command, in a process of its own that knows the program only by its settings file. */
@Timeout(240)
class CamelRunTest {
    private static final Path COMMAND = Path.of("src/test/camel-run").toAbsolutePath();
    private static final String RUNTIME =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    private final Fleet client;
    private Process camel;
    private String url;

    CamelRunTest(@TempDir Path unused) {
        client = new Fleet(unused);
    }

    @BeforeEach
    void layOut() throws IOException {
        int port = freePort();
        url = "http://127.0.0.1:" + port;
        copyRoutes();
        Properties settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of("application.properties"))) {
            settings.load(in);
        }
        packJar(folder.resolve(settings.getProperty("camel.jbang.classpathFiles")));
        Files.writeString(
                folder.resolve("application.properties"),
                Files.readString(Path.of("application.properties"))
                        + "\nmuster.events.enabled=false\nmuster.streams.enabled=false\nmuster.http.port=" + port
                        + "\n");
    }

    @AfterEach
    void end() {
        if (camel != null) {
            camel.destroyForcibly();
        }
    }

    @Test
    void camelRunServesTheOperationsAndStopsInOrder() throws Exception {
        camel = start(command());
        awaitReady();

        Fleet.Answer info = client.request(url, "POST", "/operations/node.info", "{}");
        assertThat(info.status()).as(info.text()).isEqualTo(200);
        assertThat(info.json().at("/data/affected_items/0/node").asText()).isEqualTo("hub");
        assertThat(info.json().at("/data/total_failed_items").asInt()).isZero();

        Fleet.Answer refused = client.request(
                url, "POST", "/operations/file.list", "{\"arguments\": {\"path\": \"/nowhere/at/all\"}}");
        assertThat(refused.json().at("/data/failed_items/0/error/code").asInt())
                .as(refused.text())
                .isEqualTo(1007);

        Fleet.Answer health = client.request(url, "GET", "/health", "");
        assertThat(health.json().at("/status").asText())
                .as("health with each file loaded once: %s", health.text())
                .isEqualTo("up");
        assertThat(log()).doesNotContain("Vert.x HttpServer started");

        camel.destroy();
        assertThat(camel.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log()).contains("hub has stopped");
    }

    @Test
    void theSettingsFileNamesTheJarOfThisVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));

        assertThat(folder.resolve("target/muster-" + version + ".jar")).exists();
    }

    private List<String> command() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(RUNTIME, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.addAll(
                List.of(COMMAND.resolve("Camel.java").toString(), "run", "--download=false", "--logging-color=false"));
        try (Stream<Path> files = Files.walk(folder.resolve("routes"))) {
            files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .forEach(command::add);
        }
        command.add("application.properties");
        return command;
    }

    /** Maven finds the jars of the command in the local repository, and only what is missing elsewhere. */
    private String classPath() throws Exception {
        Path file = folder.resolve("classpath");
        Process maven = start(List.of(
                "mvn",
                "-q",
                "-B",
                "-f",
                COMMAND.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-DincludeTypes=jar",
                "-Dmdep.outputFile=" + file));
        assertThat(maven.waitFor()).as("%s", log()).isZero();
        return Files.readString(file);
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder process =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        process.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        return process.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitReady() {
        await("camel run")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(camel.isAlive()).as("%s", log()).isTrue())
                .untilAsserted(() -> assertThat(ready()).isEqualTo("200"));
    }

    /** The status of {@code /health/ready}, and what it waits for. */
    private String ready() throws Exception {
        Fleet.Answer answer = client.request(url, "GET", "/health/ready", "");
        return answer.status() == 200 ? "200" : answer.status() + " " + answer.text();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(file));
            }
        }
    }

    /** The jar as Maven builds it, with the libraries where they are. */
    private static void packJar(Path jar) throws IOException {
        Path classes = Path.of("target/classes");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries());
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                packed.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, packed);
            }
        }
    }

    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith(".jar"))
                .map(path -> Path.of(path).toUri().toString())
                .collect(Collectors.joining(" "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
