package dev.muster.command.terminal;

/** How much room text takes on a terminal, and how to cut it. Counts code points, not {@code char}s. */
public final class Text {
    private Text() {}

    /** Columns that a text takes: two for wide characters, none for combining ones. */
    public static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    /** The text in exactly that many columns: padded, or cut with an ellipsis. */
    public static String fit(String text, int columns, boolean unicode) {
        int width = width(text);
        if (width <= columns) {
            return text + " ".repeat(columns - width);
        }
        String ellipsis = unicode ? "…" : "~";
        StringBuilder kept = new StringBuilder();
        int used = 1;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            if (used + width(point) > columns) {
                break;
            }
            used += width(point);
            kept.appendCodePoint(point);
            at += Character.charCount(point);
        }
        return kept + ellipsis + " ".repeat(Math.max(0, columns - used));
    }

    /** One safe line: what would move the cursor, change colours or reverse the reading order is written as an escape. */
    public static String line(String text) {
        return safe(text, false);
    }

    /** Safe text that keeps its line ends and tabs. */
    public static String block(String text) {
        return safe(text, true);
    }

    private static String safe(String text, boolean lines) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (lines && (point == '\n' || point == '\t')) {
                safe.appendCodePoint(point);
            } else if (point == '\n') {
                safe.append("\\n");
            } else if (point == '\t') {
                safe.append("\\t");
            } else if (Character.isISOControl(point) || reorders(point) || surrogate(point)) {
                safe.append(String.format("\\u%04x", point));
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }

    private static boolean surrogate(int point) {
        return point >= 0xD800 && point <= 0xDFFF;
    }

    private static boolean reorders(int point) {
        return point == 0x061C
                || point == 0x200E
                || point == 0x200F
                || (point >= 0x2028 && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069);
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> wide(point) ? 2 : 1;
        };
    }

    /** The blocks that Unicode's East Asian Width calls wide, and the emoji. */
    private static boolean wide(int point) {
        return (point >= 0x1100 && point <= 0x115F)
                || (point >= 0x2E80 && point <= 0x303E)
                || (point >= 0x3041 && point <= 0xA4CF)
                || (point >= 0xAC00 && point <= 0xD7A3)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0xFE30 && point <= 0xFE6F)
                || (point >= 0xFF00 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6)
                || (point >= 0x1F300 && point <= 0x1F64F)
                || (point >= 0x1F680 && point <= 0x1F6FF)
                || (point >= 0x1F900 && point <= 0x1FAFF)
                || (point >= 0x20000 && point <= 0x3FFFD);
    }
}
