package dev.muster.camel;

import dev.muster.dispatch.CallRequest;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Page;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query string of a REST path (specs/distributed-api.md section 8.2): paging, item lists and switches are taken out, what remains are
 * arguments of the operation, where unknown ones are refused.
 */
final class Query {
    private final Map<String, String> values = new TreeMap<>();

    /** Reads a raw query string; null means none. A name that comes twice is refused. */
    Query(@Nullable String raw) {
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            int at = pair.indexOf('=');
            String name = decoded(at < 0 ? pair : pair.substring(0, at));
            String value = at < 0 ? "" : decoded(pair.substring(at + 1));
            if (values.put(name, value) != null) {
                throw new MusterException(ErrorCode.BAD_PARAMETER, "query parameter '" + name + "' comes twice");
            }
        }
        flag("pretty");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER, "query string part '" + text + "' is not percent-encoded", e);
        }
    }

    /** Takes a switch out; false when absent. */
    boolean flag(String name) {
        String value = values.remove(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new MusterException(ErrorCode.BAD_PARAMETER, name + "='" + value + "' must be true or false");
    }

    /** Takes a comma separated list out; null when absent. */
    @Nullable
    List<String> list(String name) {
        String value = values.remove(name);
        if (value == null) {
            return null;
        }
        List<String> members = Stream.of(value.split(","))
                .map(String::trim)
                .filter(member -> !member.isEmpty())
                .toList();
        if (members.isEmpty()) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER, name + " names nothing; leave it out or name items separated by commas");
        }
        return members;
    }

    /** Takes the page out. */
    Page page() {
        String sort = values.remove("sort");
        return new Page(
                number("offset", Page.FIRST.offset()),
                number("limit", Page.FIRST.limit()),
                sort == null ? List.of() : CallRequest.sort(sort));
    }

    /** What has not been taken out. */
    Map<String, String> rest() {
        return values;
    }

    private int number(String name, int otherwise) {
        String value = values.remove(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, name + "='" + value + "' must be a whole number", e);
        }
    }
}
