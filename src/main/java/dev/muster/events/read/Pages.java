package dev.muster.events.read;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in pieces of a moderate size, so that a long answer needs no long array. For one thread. */
public final class Pages extends OutputStream {
    private static final int PAGE = 32 << 10;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] page = new byte[PAGE];
    private int at;

    @Override
    public void write(int each) {
        turn();
        page[at++] = (byte) each;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        for (int done = 0; done < count; ) {
            turn();
            int more = Math.min(count - done, PAGE - at);
            System.arraycopy(bytes, from + done, page, at, more);
            at += more;
            done += more;
        }
    }

    private void turn() {
        if (at == PAGE) {
            full.add(page);
            page = new byte[PAGE];
            at = 0;
        }
    }

    /** How many bytes there are. */
    public int size() {
        return full.size() * PAGE + at;
    }

    /** All pieces in their order; the last one has its length, and none is empty unless all is. */
    public List<byte[]> pieces() {
        List<byte[]> pieces = new ArrayList<>(full);
        pieces.add(Arrays.copyOf(page, at));
        return pieces;
    }
}
