package dev.muster.conformance;

import static dev.muster.DebugFleet.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that must do nothing but fail clearly: wrong types, paths out of the roots, injected commands. The target is another node. */
class BadInputTest {
    @TempDir
    static Path folder;

    @AutoClose
    private static DebugFleet fleet;

    private static Path roots;
    private static Path outside;

    @BeforeAll
    static void start() throws IOException {
        roots = Files.createDirectory(folder.resolve("roots"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "not for you");
        Files.writeString(roots.resolve("open"), "for you");
        Files.createSymbolicLink(roots.resolve("file-link"), outside.resolve("secret"));
        Files.createSymbolicLink(roots.resolve("folder-link"), outside);
        fleet = new DebugFleet(folder);
        fleet.fleet()
                .with("muster.files.readable", roots.toString())
                .with("muster.files.writable", roots.toString())
                .with("muster.commands.allowed", "echo( [a-z]+)* ;; touch [a-z]+");
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
    }

    @AfterEach
    void nothingWasTouched() {
        assertThat(outside.resolve("secret")).hasContent("not for you");
        assertThat(outside.toFile().list()).containsExactly("secret");
        assertThat(roots.toFile().list()).containsExactlyInAnyOrder("open", "file-link", "folder-link");
        fleet.assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'arguments': {'ms': '5'}}",
                "{'arguments': {'ms': 5.5}}",
                "{'arguments': {'ms': -1}}",
                "{'arguments': {'ms': 99999999999999999999}}",
                "{'arguments': {'ms': [5]}}",
                "{'arguments': {'ms': true}}",
                "{'arguments': {}}",
                "{'arguments': {'ms': 0, 'surprise': 1}}",
                "{'arguments': {'ms': 0, 'node': 7}}",
                "{'arguments': [0]}",
                "{'arguments': {'ms': 0}, 'target': 'w1'}",
                "{'arguments': {'ms': 0}, 'target': {'nodes': 'w1'}}",
                "{'arguments': {'ms': 0}, 'target': {'nodes': [1]}}",
                "{'arguments': {'ms': 0}, 'target': {'nodes': ['../w1']}}",
                "{'arguments': {'ms': 0}, 'target': {'everything': true}}",
                "{'arguments': {'ms': 0}, 'timeout': 5}",
                "{'arguments': {'ms': 0}, 'timeout': '-5s'}",
                "{'arguments': {'ms': 0}, 'timeout': 'soon'}",
                "{'arguments': {'ms': 0}, 'wait_for_complete': 'yes'}",
                "{'arguments': {'ms': 0}, 'limit': 0}",
                "{'arguments': {'ms': 0}, 'offset': -1}",
                "{'arguments': {'ms': 0}, 'sort': '++name'}"
            })
    void aRequestOfTheWrongTypeIsRefusedBeforeAnythingRuns(String body) {
        int runs = fleet.runs();

        Answer answer = fleet.call("m", "debug.sleep", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("error").asInt()).as(answer.text()).isEqualTo(3074);
        assertThat(answer.json().path("remediation").asText()).isNotBlank();

        assertThat(fleet.runs()).isEqualTo(runs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/secret",
                "file-link",
                "folder-link/secret",
                "/etc/passwd",
                "open/../../outside/secret",
                "open\\u0000/../../outside/secret",
                "./../outside/secret"
            })
    void aPathOutOfTheRootsIsNeitherReadNorWritten(String path) {
        assertRefused(onW1("file.read", "{'path': '" + path + "'}"), 1007);
        assertRefused(onW1("file.stat", "{'path': '" + path + "'}"), 1007);
        assertRefused(onW1("file.hash", "{'path': '" + path + "'}"), 1007);
        assertRefused(onW1("file.write", "{'path': '" + path + "', 'content': 'mine now'}"), 1007);
    }

    @Test
    void aNewFileOutOfTheRootsIsNotWritten() {
        assertRefused(onW1("file.write", "{'path': '../outside/new', 'content': 'x'}"), 1007);
        assertRefused(onW1("file.write", "{'path': 'folder-link/new', 'content': 'x'}"), 1007);
        assertRefused(onW1("file.list", "{'path': 'folder-link'}"), 1007);
    }

    @Test
    void aFileInsideTheRootsIsRead() {
        assertThat(onW1("file.read", "{'path': 'open'}")
                        .json()
                        .at("/data/affected_items/0/content")
                        .asText())
                .isEqualTo("for you");
    }

    @Test
    void anAllowedCommandRuns() {
        Answer answer = onW1("command.run", "{'program': 'echo', 'args': ['hello', 'you']}");

        assertThat(answer.json().at("/data/affected_items/0/stdout").asText())
                .as(answer.text())
                .isEqualTo("hello you\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'program': 'echo', 'args': ['hello; touch pwned']",
                "'program': 'echo', 'args': ['hello', ';', 'touch', 'pwned']",
                "'program': 'echo', 'args': ['hello\\ntouch pwned']",
                "'program': 'echo', 'args': ['$(touch pwned)']",
                "'program': 'echo', 'args': ['`touch pwned`']",
                "'program': 'echo', 'args': ['hello', '>', 'pwned']",
                "'program': 'echo', 'args': ['hello\\u0000', 'pwned']",
                "'program': 'echo hello', 'args': []",
                "'program': 'echo hello; touch pwned', 'args': []",
                "'program': 'touch', 'args': ['pwned', 'pwned2']",
                "'program': 'touch', 'args': ['--reference=/etc/passwd', 'pwned']",
                "'program': 'touch', 'args': ['../outside/pwned']",
                "'program': 'sh', 'args': ['-c', 'touch pwned']",
                "'program': '/bin/sh', 'args': ['-c', 'touch pwned']",
                "'program': './echo', 'args': ['hello']"
            })
    void anInjectedCommandIsRefused(String arguments) {
        assertRefused(onW1("command.run", "{" + arguments + "}"), 1652);
    }

    private static Answer onW1(String operation, String arguments) {
        return fleet.call("m", operation, "{'arguments': " + arguments + ", 'target': {'nodes': ['w1']}}");
    }

    /** The node refuses, says what and why, and gives nothing away. */
    private static void assertRefused(Answer answer, int code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).as(answer.text()).isEqualTo(1);
        assertThat(failed(answer)).as(answer.text()).containsExactly(Map.entry(code, List.of("w1")));
        assertThat(answer.json().at("/data/failed_items/0/error/remediation").asText())
                .isNotBlank();
        assertThat(answer.text()).doesNotContain("not for you", "Exception", "\\tat ");
    }
}
