package dev.muster.command;

import dev.muster.command.demo.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The processes of the demo: a hub, relays w1 and w2, leaves 001 and 002 under w1, 003 and 004 under w2.
 *
 * @param program how this program is started
 * @param data a directory for each process is made below it
 * @param operations the hub's operations
 * @param port port of the hub; the relays take the next two
 * @param token file that holds the join token of this demo
 */
record DemoPlan(List<String> program, Path data, Path operations, int port, Path token) {
    /** How many nodes answer when everything is up. */
    static final int SIZE = 7;

    /** How this very program was started: by the launcher, or as a class path. */
    static List<String> thisProgram() {
        String home = System.getProperty("launcher.home");
        if (home != null && Files.isExecutable(Path.of(home, "muster"))) {
            return List.of(Path.of(home, "muster").toString());
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-cp", System.getProperty("java.class.path"), "dev.muster.Muster");
    }

    /** Makes the folder of each node's own operations; what the hub sends comes beside it. */
    void prepare() throws IOException {
        for (Member member : members()) {
            Files.createDirectories(directory(member.name()).resolve("operations"));
        }
    }

    /** Address of the hub. */
    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** All processes. */
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        members.add(member("hub", 0, List.of("--port", "" + port, "--operations", operations.toString())));
        members.add(node("w1", 1, port, List.of("--port", "" + (port + 1))));
        members.add(node("w2", 1, port, List.of("--port", "" + (port + 2))));
        for (String leaf : List.of("001", "002")) {
            members.add(node(leaf, 2, port + 1, List.of()));
        }
        for (String leaf : List.of("003", "004")) {
            members.add(node(leaf, 2, port + 2, List.of()));
        }
        return members;
    }

    /** What {@code muster run} may start in the demo. */
    private static final String HARMLESS = "^(date|df|hostname|id|uname|uptime)( [-A-Za-z0-9/]+)*$";

    private Member node(String id, int rank, int parent, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("node", "--id", id, "--parent", "http://127.0.0.1:" + parent));
        arguments.addAll(List.of("--token-file", token.toString()));
        arguments.addAll(
                List.of("--operations", directory(id).resolve("operations").toString()));
        arguments.addAll(more);
        return member(id, rank, arguments);
    }

    private Member member(String name, int rank, List<String> arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        command.addAll(List.of("--data", directory(name).toString(), "--stop-with-input"));
        command.addAll(List.of("--set", "muster.operations.reload=true", "--set", "muster.action.allowed=" + HARMLESS));
        Map<String, String> variables = Map.of(
                "MUSTER_LINKS_JOIN_TOKEN_FILE", token.toString(), "MUSTER_BUILD", "never", "MUSTER_CHILD", "true");
        return new Member(name, rank, command, variables);
    }

    private Path directory(String name) {
        return data.resolve(name);
    }
}
