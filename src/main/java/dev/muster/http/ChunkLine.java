package dev.muster.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;
import org.jspecify.annotations.Nullable;

/**
 * The line before a chunk of a body: its size, and extensions that nobody uses (RFC 9112 section 7.1).
 *
 * @param size bytes of the chunk
 * @param length bytes of the line with its end
 */
record ChunkLine(long size, int length) {
    private static final int LONGEST = 1024;
    private static final int MOST_DIGITS = 7;
    private static final String REMEDY = "Write the size of a chunk as hexadecimal digits and CR LF";

    /** The line at which a buffer stands, without consuming it; null when it is not there as a whole. */
    static @Nullable ChunkLine read(ByteBuf in) {
        int start = in.readerIndex();
        int lf = in.indexOf(start, Math.min(in.writerIndex(), start + LONGEST), HttpConstants.LF);
        if (lf < 0) {
            if (in.readableBytes() >= LONGEST) {
                throw wrong("a chunk has a line of more than " + LONGEST + " bytes before it");
            }
            return null;
        }
        if (lf == start || in.getByte(lf - 1) != HttpConstants.CR) {
            throw wrong("the line before a chunk ends without CR LF");
        }
        return new ChunkLine(size(in, start, lf - 1), lf + 1 - start);
    }

    private static long size(ByteBuf in, int start, int end) {
        long size = 0;
        int at = start;
        while (at < end && Character.digit(in.getByte(at), 16) >= 0) {
            size = size * 16 + Character.digit(in.getByte(at), 16);
            if (++at - start > MOST_DIGITS) {
                throw wrong("the size of a chunk has more than " + MOST_DIGITS + " digits");
            }
        }
        if (at == start) {
            throw wrong("the size of a chunk does not begin with a hexadecimal digit");
        }
        extension(in, at, end);
        return size;
    }

    private static void extension(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
            at++;
        }
        if (at < end && in.getByte(at) != ';') {
            throw wrong("something other than ; follows the size of a chunk");
        }
        for (; at < end; at++) {
            byte each = in.getByte(at);
            if (each >= 0 && each < ' ' && each != '\t' || each == 127) {
                throw wrong("an extension of a chunk has control characters");
            }
        }
    }

    private static BadRequestException wrong(String what) {
        return new BadRequestException(400, what, REMEDY);
    }
}
