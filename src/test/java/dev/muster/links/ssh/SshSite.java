package dev.muster.links.ssh;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real OpenSSH server and the sessions to it; a test may put others in their places. */
final class SshSite implements AutoCloseable {
    final ExecutorService threads = Executors.newCachedThreadPool();
    SshServer server;
    SshNodes nodes;

    /** Its server keeps everything in the folder {@code node} of that directory. */
    SshSite(Path directory) {
        server = SshServer.start(directory.resolve("node"));
        nodes = new SshNodes(SshSettings.standard(), threads);
    }

    @Override
    public void close() {
        nodes.close();
        server.close();
        threads.shutdownNow();
    }
}
