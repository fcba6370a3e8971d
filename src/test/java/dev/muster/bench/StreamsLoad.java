package dev.muster.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the streams surface that costs next to nothing: files go out by the kernel alone, what comes is thrown away. Arguments: folder of the blobs, port of the hub.
 */
final class StreamsLoad {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)");
    private static final Map<Path, String> HASHES = new ConcurrentHashMap<>();

    private StreamsLoad() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress hub = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
        StreamWork.answer(Path.of(arguments[0]), number -> new Connection(hub, "lane" + number));
    }

    private static String sha256(Path blob) {
        return HASHES.computeIfAbsent(blob, file -> {
            try (FileChannel in = FileChannel.open(file)) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
                while (in.read(chunk.clear()) >= 0) {
                    digest.update(chunk.flip());
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** One connection that is kept, used by one thread. */
    private static final class Connection implements StreamWork.Lane {
        private final SocketChannel socket;
        private final String source;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);

        Connection(InetSocketAddress hub, String source) throws IOException {
            this.socket = SocketChannel.open(hub);
            this.source = source;
            socket.socket().setTcpNoDelay(true);
        }

        @Override
        public void upload(Path blob, boolean identify) throws IOException {
            String query = identify ? "" : "?skip-identify=true&expected-sha256=" + sha256(blob);
            long size = Files.size(blob);
            head("POST /api/v3/stream/" + source + "/content" + query, "Content-Length: " + size);
            try (FileChannel file = FileChannel.open(blob)) {
                for (long at = 0; at < size; ) {
                    at += file.transferTo(at, size - at, socket);
                }
            }
            answer(" 200 ");
        }

        @Override
        public long download(Path blob, long from) throws IOException {
            String range = from < 0 ? "" : "Range: bytes=" + from + "-" + (from + StreamWork.RANGE - 1);
            head("GET /api/v3/stream/" + source + "/content/" + sha256(blob), range);
            return answer(from < 0 ? " 200 " : " 206 ");
        }

        private void head(String line, String header) throws IOException {
            String text =
                    line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "\r\n";
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }

        /** Reads an answer to its end; answers how long its body was. */
        private long answer(String status) throws IOException {
            buffer.clear();
            String text = "";
            int end = -1;
            while (end < 0) {
                more();
                text = StandardCharsets.ISO_8859_1
                        .decode(buffer.duplicate().flip())
                        .toString();
                end = text.indexOf("\r\n\r\n");
            }
            Matcher length = LENGTH.matcher(text.substring(0, end));
            if (!length.find() || !text.substring(0, end).contains(status)) {
                throw new IOException("the hub answered " + text);
            }
            long size = Long.parseLong(length.group(1));
            for (long come = text.length() - end - 4L; come < size; ) {
                buffer.clear();
                come += more();
            }
            return size;
        }

        private int more() throws IOException {
            int count = socket.read(buffer);
            if (count < 0) {
                throw new IOException("the hub closed the connection");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
