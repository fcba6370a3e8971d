package dev.muster.streams;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of a blob as the grammar of specs/event-dispatcher.md section 5.5 takes it.
 *
 * @param first position of the first byte; -1 when the last bytes are asked for
 * @param last position of the last byte, or how many of the last bytes; {@link Long#MAX_VALUE} for everything from {@code first} on
 */
public record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{1,18})?-([0-9]{1,18})?");

    /**
     * Reads the value of a Range header.
     *
     * @throws StreamProblem with status 400 when it is not one range of bytes
     */
    public static ByteRange parse(String header) {
        Matcher form = FORM.matcher(header);
        if (!form.matches() || (form.group(1) == null && form.group(2) == null)) {
            throw bad(header);
        }
        if (form.group(1) == null) {
            return new ByteRange(-1, Long.parseLong(form.group(2)));
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2) == null ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        if (last < first) {
            throw bad(header);
        }
        return new ByteRange(first, last);
    }

    /** True when every object fits into it as a whole: {@code bytes=-0} is such a range too. */
    public boolean whole() {
        return first == -1 && last == 0;
    }

    /** The header of the same range, with all positions moved; what counts from the end stays. */
    public String header(long shift) {
        if (first < 0) {
            return "bytes=-" + last;
        }
        return "bytes=" + (first + shift) + "-" + (last == Long.MAX_VALUE ? "" : last + shift);
    }

    /** Position of the first byte in an object of that size. */
    public long start(long size) {
        return first >= 0 ? first : whole() ? 0 : Math.max(0, size - last);
    }

    /** Position of the last byte in an object of that size. */
    public long end(long size) {
        return first < 0 ? size - 1 : Math.min(size - 1, last);
    }

    private static StreamProblem bad(String header) {
        String shown = header.replaceAll("[^ -~]", "?");
        return StreamProblem.bad(
                "invalid range provided",
                "'" + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown)
                        + "' is not one range; write bytes=0-99, bytes=100- or bytes=-100");
    }
}
