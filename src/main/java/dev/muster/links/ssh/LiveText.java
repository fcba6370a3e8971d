package dev.muster.links.ssh;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The output of one command as text while it comes, in whole characters; bytes that are not UTF-8 become U+FFFD. Thread-safe. */
final class LiveText implements RemoteCommand.Live {
    private final Sink sink;
    private final Stream stdout = new Stream();
    private final Stream stderr = new Stream();

    /** Where the text goes. */
    interface Sink {
        void text(boolean stderr, String text);
    }

    LiveText(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void output(boolean error, byte[] bytes, int offset, int length) {
        String text = (error ? stderr : stdout).decoded(bytes, offset, length);
        if (!text.isEmpty()) {
            sink.text(error, text);
        }
    }

    private static final class Stream {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] left = new byte[0];

        synchronized String decoded(byte[] bytes, int offset, int length) {
            ByteBuffer in = ByteBuffer.allocate(left.length + length);
            in.put(left).put(bytes, offset, length).flip();
            CharBuffer out = CharBuffer.allocate(in.remaining());
            decoder.decode(in, out, false);
            left = new byte[in.remaining()];
            in.get(left);
            return out.flip().toString();
        }
    }
}
