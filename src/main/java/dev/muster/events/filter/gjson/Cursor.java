package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A place in the text of a path. For one thread. */
final class Cursor {
    /** Reads exactly one JSON value. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    boolean ended() {
        return at >= text.length();
    }

    /** The character here; zero at the end. */
    char here() {
        return ended() ? 0 : text.charAt(at);
    }

    /** Whether the character here is one of those. */
    boolean isAt(String characters) {
        return !ended() && characters.indexOf(text.charAt(at)) >= 0;
    }

    /** Passes the text if it stands here. */
    boolean passes(String expected) {
        if (text.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }

    /** Passes the text, which must stand here. */
    void expect(String expected) {
        if (!passes(expected)) {
            throw fault("expected '" + expected + "'");
        }
    }

    char next() {
        if (ended()) {
            throw fault("expected more");
        }
        return text.charAt(at++);
    }

    void skipSpace() {
        while (isAt(" \t")) {
            at++;
        }
    }

    /** Everything up to one of those characters or the end. */
    String upTo(String characters) {
        int from = at;
        while (!ended() && !isAt(characters)) {
            at++;
        }
        return text.substring(from, at);
    }

    /** A name followed by that character, both passed; empty if something else stands here. */
    String nameBefore(char end) {
        int to = at;
        while (to < text.length()
                && (Character.isLetterOrDigit(text.charAt(to)) || "_-".indexOf(text.charAt(to)) >= 0)) {
            to++;
        }
        if (to == at || to >= text.length() || text.charAt(to) != end) {
            return "";
        }
        String name = text.substring(at, to);
        at = to + 1;
        return name;
    }

    /** The raw text of a quoted text, list or object that begins here. */
    String balanced() {
        int from = at;
        int depth = 0;
        do {
            char character = next();
            if (character == '"') {
                passQuoted();
            } else if (character == '[' || character == '{') {
                depth++;
            } else if (character == ']' || character == '}') {
                depth--;
            }
        } while (depth > 0);
        return text.substring(from, at);
    }

    /** The JSON value in that text. */
    JsonNode json(String raw) {
        try {
            JsonNode value = JSON.readTree(raw);
            if (!value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw fault("'" + raw + "' is not JSON");
        }
        throw fault("expected a JSON value");
    }

    /** What is wrong at this place. */
    IllegalArgumentException fault(String what) {
        String rest = ended() ? "the end" : "'" + text.substring(at, Math.min(text.length(), at + 20)) + "'";
        return new IllegalArgumentException(what + " at character " + (at + 1) + ", before " + rest);
    }

    private void passQuoted() {
        for (char character = next(); character != '"'; character = next()) {
            if (character == '\\') {
                next();
            }
        }
    }
}
