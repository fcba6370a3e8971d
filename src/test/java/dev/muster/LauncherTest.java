package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a tree of its own, with JDKs and a Maven that only say what they were asked. */
@Timeout(60)
class LauncherTest {
    private static final String JAVA = "#!/bin/sh\nfor word in \"$0\" \"$@\"; do echo \"$word\"; done\n";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void lay() throws IOException {
        Files.copy(Path.of("muster"), home.resolve("muster"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target/muster-0.1.0.jar"), "");
        environment.put("MUSTER_JDKS", home + "/jvm/*");
        environment.put("JAVA_HOME", "");
        environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    }

    @Test
    void isValidShell() throws Exception {
        assertThat(start(List.of("bash", "-n", "muster")).code()).isZero();
    }

    @Test
    void runsTheNewestJdkOfAll() throws Exception {
        jdk("jdk-17", "17.0.15");
        jdk("jdk-25", "25.0.3");
        jdk("jdk-21", "21.0.1");
        jdk("jdk-8", "1.8.0_402");

        assertThat(launch("node", "--id", "a").line(0)).isEqualTo(home + "/jvm/jdk-25/bin/java");
    }

    @Test
    void runs17WhenThereIsNothingNewerAndLeavesOutWhatItDoesNotKnow() throws Exception {
        jdk("jdk-17", "17.0.15");
        environment.put("PATH", pathWithoutJava());

        Run run = launch("call", "node.info");

        assertThat(run.line(0)).endsWith("/jdk-17/bin/java");
        assertThat(run.out()).doesNotContain("sun-misc-unsafe", "AutoCreateSharedArchive");
    }

    @Test
    void takesTheJdkThatItIsTold() throws Exception {
        jdk("jdk-25", "25.0.3");
        Path other = jdk("../elsewhere", "17.0.15").normalize();
        environment.put("MUSTER_JAVA_HOME", other.toString());
        assertThat(launch("--version").line(0)).isEqualTo(other + "/bin/java");

        environment.put("MUSTER_JAVA_HOME", home + "/nothing");
        assertThat(launch("--version").code()).isEqualTo(2);
        assertThat(launch("--version").out()).contains("MUSTER_JAVA_HOME is '" + home + "/nothing'");
    }

    @Test
    void saysWhatIsMissingWithoutAJdk() throws Exception {
        environment.put("PATH", pathWithoutJava());

        Run run = launch();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).startsWith("muster: no JDK from 17 up was found");
    }

    @Test
    void givesEachRoleItsFlagsAndTheUserTheLastWord() throws Exception {
        jdk("jdk-25", "25.0.3");
        environment.put("MUSTER_JAVA_OPTS", "-Xmx1g -Dx=y");

        assertThat(launch("node", "--id", "a").out())
                .contains("-Xmx96m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");
        assertThat(launch("node", "--id", "a", "--port", "1").out())
                .contains("-Xmx192m")
                .doesNotContain("-Xmx96m");
        assertThat(launch("call", "x").out()).contains("-XX:TieredStopAtLevel=1", "muster-client-25.jsa");
        List<String> hub = launch().out().lines().toList();
        assertThat(hub).contains("-XX:+AutoCreateSharedArchive").doesNotContain("-XX:+UseSerialGC");
        assertThat(hub.stream().filter(flag -> flag.startsWith("-Xmx")).findFirst())
                .hasValueSatisfying(heap -> assertThat(Integer.parseInt(heap.replaceAll("\\D", "")))
                        .as(heap)
                        .isBetween(64, 1024));
        assertThat(hub.subList(hub.size() - 4, hub.size()))
                .containsExactly("-Xmx1g", "-Dx=y", "-jar", home + "/target/muster-0.1.0.jar");
    }

    @Test
    void handsArgumentsOnAsTheyAre() throws Exception {
        jdk("jdk-25", "25.0.3");

        assertThat(launch("call", "x", "text=two  words", "").out()).endsWith("call\nx\ntext=two  words\n\n");
    }

    @Test
    void buildsWhenThereIsNoProgramAndSaysSo() throws Exception {
        jdk("jdk-25", "25.0.3");
        sources("touch target/muster-0.1.0.jar");
        Files.delete(home.resolve("target/muster-0.1.0.jar"));

        Run run = launch("--version");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("muster: building the program with Maven")
                .contains("muster-0.1.0.jar");
    }

    @Test
    void buildsWhenASourceIsNewerButNotForAClientAndNotWhenForbidden() throws Exception {
        jdk("jdk-25", "25.0.3");
        sources("echo \"built with $*\"");
        Path jar = home.resolve("target/muster-0.1.0.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));

        for (String client :
                List.of("call", "check", "copy", "filetype", "nodes", "reprocess", "run", "token", "topics")) {
            assertThat(launch(client, "x").out())
                    .as(client)
                    .doesNotContain("building")
                    .contains("muster-client-25.jsa");
        }
        environment.put("MUSTER_BUILD", "never");
        assertThat(launch().out()).doesNotContain("building");
        environment.remove("MUSTER_BUILD");
        assertThat(launch().out()).contains("building").contains("built with -q -DskipTests package");
        assertThat(launch().out()).doesNotContain("building");
    }

    @Test
    void endsWith2WhenTheBuildFails() throws Exception {
        jdk("jdk-25", "25.0.3");
        sources("exit 1");
        Files.delete(home.resolve("target/muster-0.1.0.jar"));

        Run run = launch();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).contains("muster: the build failed");
    }

    @Test
    void buildsOnceWhenTwoStartAtTheSameTime() throws Exception {
        jdk("jdk-25", "25.0.3");
        sources("echo build >> builds; read line < gate; touch target/muster-0.1.0.jar");
        Files.delete(home.resolve("target/muster-0.1.0.jar"));
        assertThat(start(List.of("mkfifo", "gate")).code()).isZero();

        Process first = begin(List.of("./muster"));
        Process second = begin(List.of("./muster"));
        begin(List.of("sh", "-c", "echo go > gate"));

        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(Files.readAllLines(home.resolve("builds"))).containsExactly("build");
    }

    private record Run(int code, String out) {
        String line(int index) {
            return out.lines().toList().get(index);
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = home.resolve("jvm").resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(jdk.resolve("bin/java"), JAVA);
        return jdk;
    }

    private void sources(String maven) throws IOException {
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("pom.xml"), "");
        executable(home.resolve("bin/mvn"), "#!/bin/sh\n" + maven + "\n");
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The tools that the script needs, and no java. */
    private String pathWithoutJava() throws IOException {
        Path bin = Files.createDirectories(home.resolve("tools"));
        for (String tool :
                List.of("bash", "sh", "env", "sed", "dirname", "readlink", "head", "find", "mkdir", "touch")) {
            Path real = Path.of("/usr/bin", tool);
            executable(
                    bin.resolve(tool),
                    "#!/bin/sh\nexec " + (Files.exists(real) ? real : Path.of("/bin", tool)) + " \"$@\"\n");
        }
        return bin.toString();
    }

    private Run launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./muster"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Run start(List<String> command) throws Exception {
        Process process = begin(command);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out);
    }

    private Process begin(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
