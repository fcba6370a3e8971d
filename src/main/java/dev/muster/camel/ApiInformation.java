package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.nodes.Counters;
import dev.muster.nodes.Register;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** What this node says of itself to clients and nodes of the node proxy (specs/node-proxy.md sections 1.8 and 6.4). Thread-safe. */
public final class ApiInformation {
    /** The actions that ask for it. */
    public static final List<String> QUESTIONS = List.of("CONSTATUS", "INFORMATION", "GETTHUMBPRINT", "BCASTLOGGER");

    private static final String PROGRAM = "dev.muster";
    private static final Map<String, String> MODULES = Map.of(
            "action", "dev.muster.action",
            "cron", "dev.muster.action",
            "httpserver", "dev.muster.camel",
            "proxy", "dev.muster.nodes",
            "register", "dev.muster.nodes");

    private final Register register;
    private final Counters counters;
    private final Supplier<String> thumbprint;
    private final String hostname = hostname();
    private final Level usual =
            LoggerContext.getContext(false).getLogger(PROGRAM).getLevel();

    /**
     * Speaks for that register.
     *
     * @param thumbprint of the public key of the fleet; empty while it is not known
     */
    public ApiInformation(Register register, Counters counters, Supplier<String> thumbprint) {
        this.register = register;
        this.counters = counters;
        this.thumbprint = thumbprint;
    }

    /** The answer to one of the {@link #QUESTIONS}; empty where there is nothing to say. */
    public Map<String, Object> answer(String action, Map<String, ?> data) {
        return switch (action) {
            case "CONSTATUS" -> answer("constatus", "ok", register.constatus());
            case "INFORMATION" -> answer("information", "ok", information());
            case "GETTHUMBPRINT" -> thumbprint();
            case "BCASTLOGGER" -> level(data);
            default -> throw new MusterException(ErrorCode.BAD_PARAMETER, "'" + action + "' asks for nothing known");
        };
    }

    /** The data of the answer to a ping. */
    public Map<String, Object> pong() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("action", "ping");
        inner.put("message", "ping ok");
        inner.put("id", register.self());
        inner.put("hostname", hostname);
        inner.put("data", register.constatus());
        Map<String, Object> pong = new LinkedHashMap<>();
        pong.put("code", 0);
        pong.put("data", inner);
        return pong;
    }

    private Map<String, Object> information() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("modules", MODULES);
        data.put("api_endpoints", ApiEvents.endpoints());
        data.put("counters", counters.snapshot());
        return data;
    }

    private Map<String, Object> thumbprint() {
        String known = thumbprint.get();
        return known.isEmpty()
                ? answer("getthumbprint", "no public key loaded", Map.of())
                : answer("getthumbprint", "ok", Map.of("thumbprint", known));
    }

    private Map<String, Object> level(Map<String, ?> data) {
        Object severity = data.get("content") instanceof Map<?, ?> content ? content.get("severity") : null;
        Level level =
                switch (String.valueOf(severity)) {
                    case "info" -> Level.INFO;
                    case "default" -> usual;
                    case "error" -> Level.ERROR;
                    case "debug" -> Level.DEBUG;
                    default ->
                        throw new MusterException(
                                ErrorCode.BAD_PARAMETER,
                                "severity '" + severity + "' must be info, error, debug or default");
                };
        Configurator.setLevel(PROGRAM, level);
        return Map.of();
    }

    private static Map<String, Object> answer(String action, String message, Object data) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("action", action);
        answer.put("message", message);
        answer.put("data", data);
        return answer;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
