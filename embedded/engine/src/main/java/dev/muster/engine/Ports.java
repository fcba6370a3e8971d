package dev.muster.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of loopback, below those that systems give to outgoing connections, so that one is still free a moment later. */
public final class Ports {
    private static final int LEAST = 20_000;
    private static final int MOST = 32_000;

    private Ports() {}

    /** A port that nothing listens at. */
    public static int choose() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
            if (free(port)) {
                return port;
            }
        }
    }

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
