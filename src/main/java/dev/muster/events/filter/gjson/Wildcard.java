package dev.muster.events.filter.gjson;

/** A pattern: {@code *} stands for any text, {@code ?} for one character, a backslash takes the next character as it is. Immutable. */
record Wildcard(String pattern) {
    /** Whether the whole text is like the pattern; takes work for each character looked at. */
    boolean matches(String text, Work work) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            work.take(1);
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                resume = at;
            } else if (in < pattern.length() && one(text.charAt(at), in)) {
                in += width(in);
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    private boolean one(char character, int in) {
        char wanted = pattern.charAt(in);
        return wanted == '?' || (width(in) == 2 ? pattern.charAt(in + 1) : wanted) == character;
    }

    private int width(int in) {
        return pattern.charAt(in) == '\\' && in + 1 < pattern.length() ? 2 : 1;
    }
}
