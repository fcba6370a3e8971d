package dev.muster.loss;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Random;

/** An upload over a plain connection, which can stop anywhere. */
final class RawUpload implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final Random random = new Random(5);

    /** Sends the head of an upload that announces so many bytes. */
    RawUpload(String hub, String path, long announced) throws IOException {
        URI at = URI.create(hub);
        socket = new Socket(at.getHost(), at.getPort());
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        String head = "POST /api/v3/stream" + path + " HTTP/1.1\r\nHost: " + at.getAuthority() + "\r\nContent-Length: "
                + announced + "\r\n\r\n";
        out.write(head.getBytes(ISO_8859_1));
        out.flush();
    }

    /** Sends that many bytes of the body. */
    void send(int bytes) throws IOException {
        byte[] block = new byte[1 << 16];
        for (int left = bytes; left > 0; left -= block.length) {
            random.nextBytes(block);
            out.write(block, 0, Math.min(left, block.length));
        }
        out.flush();
    }

    /** The answer's head and body, as far as they come. */
    String answer() throws IOException {
        StringBuilder text = new StringBuilder();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
