package dev.muster.camel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which message a request of the node proxy's surface stands for (specs/node-proxy.md sections 6.4 and 6.5). */
final class ApiEvents {
    private static final String RUN = "command:run";
    private static final String READ = "cluster:read";

    /**
     * What a request becomes.
     *
     * @param action action of the message
     * @param permission action that the caller must be allowed on the node
     * @param variables what followed the known part of the path
     */
    record Event(String action, String permission, List<String> variables) {}

    private record Known(String action, String permission, int variables) {}

    private final Map<String, Known> known = new LinkedHashMap<>();

    ApiEvents() {
        known.put("POST_/core/action/command", new Known("COMMAND", RUN, 0));
        known.put("POST_/core/action/engine", new Known("ACTIONENGINE", RUN, 0));
        known.put("POST_/centreon/engine/command", new Known("ENGINECOMMAND", RUN, 0));
        known.put("GET_/core/cron/definitions", new Known("GETCRON", READ, 2));
        known.put("POST_/core/cron/definitions", new Known("ADDCRON", RUN, 0));
        known.put("PATCH_/core/cron/definitions", new Known("UPDATECRON", RUN, 1));
        known.put("DELETE_/core/cron/definitions", new Known("DELETECRON", RUN, 1));
        known.put("POST_/core/proxy/remotecopy", new Known("REMOTECOPY", "file:write", 0));
        known.put("POST_/core/register/sync", new Known("REGISTERRESYNC", RUN, 0));
    }

    @Nullable
    Event find(String verb, String path) {
        List<String> parts =
                new ArrayList<>(List.of(path.replaceAll("^/+|/+$", "").split("/")));
        if (parts.size() < 3) {
            return null;
        }
        String name = verb + "_/" + String.join("/", parts.subList(0, 3));
        List<String> variables = List.copyOf(parts.subList(3, parts.size()));
        boolean example = name.equals("GET_/core/proxy/remotecopy");
        Known event = known.get(example ? "POST_/core/proxy/remotecopy" : name);
        return event == null || variables.size() > event.variables()
                ? null
                : new Event(event.action(), event.permission(), variables);
    }

    @Nullable
    Event internal(String name, boolean body) {
        return switch (name) {
            case "constatus" -> body ? null : new Event("CONSTATUS", READ, List.of());
            case "information" -> body ? null : new Event("INFORMATION", READ, List.of());
            case "thumbprint" -> body ? null : new Event("GETTHUMBPRINT", READ, List.of());
            case "logger" -> body ? new Event("BCASTLOGGER", RUN, List.of()) : null;
            default -> null;
        };
    }

    /** Endpoint to action, as {@code information} lists them. */
    static Map<String, String> endpoints() {
        Map<String, String> all = new TreeMap<>();
        new ApiEvents().known.forEach((endpoint, event) -> all.put(endpoint, event.action()));
        all.put("GET_/internal/constatus", "CONSTATUS");
        all.put("GET_/internal/information", "INFORMATION");
        all.put("GET_/internal/thumbprint", "GETTHUMBPRINT");
        all.put("POST_/internal/logger", "BCASTLOGGER");
        return all;
    }
}
