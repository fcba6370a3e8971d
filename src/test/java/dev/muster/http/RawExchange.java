package dev.muster.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;

/** Bytes to a port of this machine, and what comes back until the other side closes. */
public final class RawExchange {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawExchange() {}

    /** Sends all at once. */
    public static String of(int port, String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return rest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends each byte by itself. */
    static String bytewise(int port, String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            for (byte each : request.getBytes(ISO_8859_1)) {
                out.write(each);
                out.flush();
            }
            return rest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rest(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] piece = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(piece);
                    n >= 0;
                    n = socket.getInputStream().read(piece)) {
                answer.append(new String(piece, 0, n, ISO_8859_1));
            }
        } catch (SocketException e) {
            return answer.toString(); // closed with bytes of ours unread
        }
        return answer.toString();
    }
}
