package dev.muster.links.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A private OpenSSH server on a loopback port, with host keys, client key and settings of its own below one directory. Logs in the user
 * who runs the tests. Ends with its sessions when it is closed.
 */
public final class SshServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private final Path directory;
    private final String address;
    private final int port;
    private final List<String> lines;
    private Process process;

    private SshServer(Path directory, String address, int port, List<String> lines) {
        this.directory = directory;
        this.address = address;
        this.port = port;
        this.lines = lines;
    }

    /** Starts a server on 127.0.0.1 whose files lie in the directory; further lines go into its configuration. */
    public static SshServer start(Path directory, String... lines) {
        return start(directory, "127.0.0.1", freePort("127.0.0.1"), lines);
    }

    /** The same on a given address and port. */
    public static SshServer start(Path directory, String address, int port, String... lines) {
        try {
            Files.createDirectories(directory);
            SshServer server = new SshServer(directory, address, port, List.of(lines));
            server.newHostKey("ed25519");
            if (!Files.exists(server.clientKey())) {
                keygen(server.clientKey(), "ed25519", "");
                Files.copy(Path.of(server.clientKey() + ".pub"), directory.resolve("authorized_keys"));
            }
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a key pair in OpenSSH form; {@code passphrase} may be empty. */
    public static void keygen(Path file, String type, String passphrase, String... more) {
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(List.of(more));
        run(command);
    }

    /** Replaces the host key; takes effect at the next start. */
    public void newHostKey(String type) throws IOException {
        Files.deleteIfExists(hostKey());
        Files.deleteIfExists(Path.of(hostKey() + ".pub"));
        keygen(hostKey(), type, "");
    }

    /** Lets this key in too. */
    public void authorize(Path publicKey) throws IOException {
        Files.writeString(
                directory.resolve("authorized_keys"),
                Files.readString(publicKey),
                java.nio.file.StandardOpenOption.APPEND);
    }

    /** Starts it again after {@link #stop}, on the same port. */
    public void start() throws IOException {
        Files.createDirectories(Path.of("/run/sshd"));
        List<String> config = new ArrayList<>(List.of(
                "Port " + port,
                "ListenAddress " + address,
                "HostKey " + hostKey(),
                "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                "PidFile none",
                "UsePAM no",
                "StrictModes no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "MaxStartups 1000"));
        if (lines.stream().noneMatch(line -> line.startsWith("Subsystem"))) {
            config.add("Subsystem sftp internal-sftp");
        }
        config.addAll(lines);
        Path file = directory.resolve("sshd_config");
        Files.write(file, config);
        process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
    }

    /** Ends it and all of its sessions at once. */
    public void stop() {
        cut();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** Cuts all sessions; it takes new ones. What runs on the node goes on, as when a network fails. */
    public void cut() {
        process.children().forEach(SshServer::killSession);
    }

    /** Stops it and everything that it runs where they are, as a machine that hangs; connections stay open. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, String.valueOf(process.pid())));
        process.descendants().forEach(each -> command.add(String.valueOf(each.pid())));
        run(command);
    }

    /** Number of connections it holds. */
    public long connections() {
        return process.children().count();
    }

    /** A definition of a node that logs in here, with the keys of specs/node-proxy.md section 5.1. */
    public Map<String, Object> definition() {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("type", "push_ssh");
        definition.put("address", address);
        definition.put("ssh_port", port);
        definition.put("ssh_username", System.getProperty("user.name"));
        definition.put("ssh_directory", directory.resolve("client").toString());
        definition.put("ssh_identity", clientKey().toString());
        return definition;
    }

    /** The same as a target. */
    public SshTarget target(String node) {
        return SshTarget.of(node, definition());
    }

    public Path clientKey() {
        return directory.resolve("id_client");
    }

    public Path hostKey() {
        return directory.resolve("host_key");
    }

    public Path log() {
        return directory.resolve("sshd.log");
    }

    public String address() {
        return address;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        stop();
    }

    /** A port of that address that was free a moment ago. */
    public static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes that serve a connection: the privileged one and, for other users than root, the one below it. */
    private static void killSession(ProcessHandle session) {
        session.children()
                .filter(child -> child.info().command().orElse("").endsWith("sshd"))
                .forEach(ProcessHandle::destroyForcibly);
        session.destroyForcibly();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("sshd ended at once, see " + log());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
