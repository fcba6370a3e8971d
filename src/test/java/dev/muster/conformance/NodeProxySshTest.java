package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.NodeApiClient.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node 3, which has nothing but an SSH server (specs/node-proxy.md section 10). */
class NodeProxySshTest {
    @RegisterExtension
    static final NodeFleet FLEET = new NodeFleet();

    /** Another than who runs the tests, where that one may give files away. */
    private static final String OWNER =
            System.getProperty("user.name").equals("root") ? "daemon" : System.getProperty("user.name");

    private final NodeApiClient api = FLEET.api("1");
    private Path here;

    @BeforeEach
    void makeAFolder() throws IOException {
        here = Files.createTempDirectory(FLEET.files("1"), "ssh");
    }

    @Test
    void case37_histories_of_ssh_nodes_cannot_be_fetched() {
        String token = FLEET.inside("1").send("GETLOG", "", "3", Map.of());

        Rows rows = api.ended(token, Duration.ofSeconds(5));

        assertThat(rows.codes()).containsExactly(1);
        assertThat(rows.last().message()).isEqualTo("proxy - can't get log a ssh target or through a ssh node");
    }

    @Test
    void case49_a_file_is_copied_with_its_mode() throws IOException {
        Path source = Files.writeString(here.resolve("a.txt"), "content of a");
        Path destination = here.resolve("new/deep/b.txt");

        Rows rows = api.copy("3", "source", source, "destination", destination, "mode", "0640", "owner", OWNER);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(rows.last().message()).isEqualTo("send remotecopy succeeded");
        assertThat(destination).hasContent("content of a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r-----");
        assertThat(Files.getOwner(destination).getName()).isEqualTo(OWNER);
        assertThat(files(here)).containsOnly("a.txt", "new", "new/deep", "new/deep/b.txt");
    }

    @Test
    void case49_a_directory_is_copied_into_one_that_is_not_there_and_no_archive_is_left() throws IOException {
        Path cache = Files.createDirectories(here.resolve("cache"));
        Path source = Trees.sample(here.resolve("source"));
        Path destination = here.resolve("not/there/yet");

        Rows rows = api.copy("3", "source", source, "destination", destination, "cache_dir", cache);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(rows.last().message()).isEqualTo("send remotecopy succeeded");
        assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void case49_a_remote_tar_that_fails_is_a_row_1() throws IOException {
        Path source = Trees.sample(here.resolve("source"));
        Path destination = Files.writeString(here.resolve("file"), "in the way");

        Rows rows = api.copy("3", "source", source, "destination", destination);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(1);
        assertThat(destination).hasContent("in the way");
    }

    @Test
    void case50_a_command_leaves_its_rows_here_at_once() {
        Rows rows = api.command("3", "echo o; echo e >&2; exit 4");

        assertThat(rows.codes()).containsExactly(0, 0, 100, 2);
        Map<String, Object> result = new TreeMap<>();
        rows.result()
                .properties()
                .forEach(field -> result.put(
                        field.getKey(),
                        field.getValue().isNumber()
                                ? field.getValue().asInt()
                                : field.getValue().asText()));
        assertThat(result)
                .containsExactly(Map.entry("exit_code", 4), Map.entry("stderr", "e\n"), Map.entry("stdout", "o\n"));
    }

    @Test
    void case51_a_command_that_takes_longer_than_its_timeout_fails() {
        long begin = System.nanoTime();

        Rows rows = api.command("3", "sleep 20", "timeout", 2);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(rows.messages(1)).as(rows.toString()).first().isEqualTo("command has timed out");
        assertThat(rows.last().code()).isEqualTo(1);
    }

    @Test
    void case52_host_keys_are_known_recorded_or_refused() throws IOException {
        Path ran = here.resolve("ran");
        Map<String, Object> strict = FLEET.ssh().definition();
        strict.put(
                "ssh_directory", Files.createDirectory(here.resolve("client")).toString());
        strict.put("strict_serverkey_check", true);
        declare("30", strict);

        Rows unknown = api.command("30", "touch " + ran);
        assertThat(unknown.codes()).containsExactly(1);
        assertThat(unknown.last().message()).contains("SHA256:");
        assertThat(ran).doesNotExist();

        Map<String, Object> first = new TreeMap<>(strict);
        first.remove("strict_serverkey_check");
        declare("30", first);
        assertThat(api.command("30", "true").codes()).containsExactly(0, 0, 100, 2);
        assertThat(here.resolve("client/known_hosts")).isNotEmptyFile();

        declare("30", strict);
        assertThat(api.command("30", "true").codes()).containsExactly(0, 0, 100, 2);

        FLEET.ssh().stop();
        FLEET.ssh().newHostKey("ed25519");
        FLEET.ssh().start();
        try {
            Rows replaced = api.command("30", "touch " + ran);
            assertThat(replaced.codes()).as(replaced.toString()).containsExactly(1);
            assertThat(replaced.last().message()).contains("SHA256:");
            assertThat(ran).doesNotExist();
        } finally {
            Files.deleteIfExists(
                    FLEET.ssh().clientKey().resolveSibling("client").resolve("known_hosts"));
        }
    }

    @Test
    void case53_a_wrong_user_or_port_is_said_and_a_corrected_file_helps() throws IOException {
        Map<String, Object> wrong = FLEET.ssh().definition();
        Object port = wrong.put("ssh_port", 1);
        wrong.put("ssh_directory", here.resolve("client").toString());
        declare("31", wrong);

        assertThat(api.command("31", "true").last().message()).startsWith("cannot connect on target node '31'");
        api.get("internal/nodes/31/ping");
        await("failed ping")
                .atMost(Duration.ofSeconds(15))
                .until(() -> api.health().path("31").path("ping_failed").asInt() > 0);

        wrong.put("ssh_port", port);
        wrong.put("ssh_username", "nobody-of-that-name");
        declare("31", wrong);
        assertThat(api.command("31", "true").last().message()).startsWith("cannot connect on target node '31'");

        wrong.put("ssh_username", System.getProperty("user.name"));
        declare("31", wrong);
        assertThat(api.command("31", "true").codes()).containsExactly(0, 0, 100, 2);
        api.awaitPong("31");
    }

    @Test
    void case54_other_actions_are_not_supported() {
        Rows rows = api.done(
                "nodes/3/core/cron/definitions",
                List.of(Map.of("id", "j", "timespec", "* * * * *", "action", "COMMAND")));

        assertThat(rows.codes()).containsExactly(1);
        assertThat(rows.last().message()).isEqualTo("unsupported action");
    }

    private void declare(String node, Map<String, ?> definition) throws IOException {
        FLEET.declare(node, definition);
        assertThat(api.done("core/register/sync", Map.of()).last().code()).isEqualTo(2);
    }

    private static List<String> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> !file.equals(folder) && Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
