package dev.muster.camel;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Adds to the description of the routes in {@code /openapi.json} what handlers of the router serve. Thread-safe. */
final class OpenApiHandlers {
    private static final String RESOURCE = "handlers.openapi.yaml";

    private final Router router;
    private final JsonObject described;

    OpenApiHandlers(Router router) {
        this.router = router;
        try (InputStream in = OpenApiHandlers.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the program");
            }
            described =
                    object(new Load(LoadSettings.builder().setLabel(RESOURCE).build()).loadFromInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document with what is served at the moment: settings leave paths out. */
    String added(String document) {
        JsonObject whole = new JsonObject(document);
        Set<String> served = served();
        JsonObject paths = section(whole, "paths");
        JsonObject own = described.getJsonObject("paths");
        for (String path : own.fieldNames()) {
            JsonObject verbs = own.getJsonObject(path);
            for (String verb : verbs.fieldNames()) {
                if (served.contains(verb + " " + path)) {
                    section(paths, path).put(verb, verbs.getJsonObject(verb));
                }
            }
        }
        JsonObject components = described.getJsonObject("components");
        for (String kind : components.fieldNames()) {
            section(section(whole, "components"), kind).mergeIn(components.getJsonObject(kind));
        }
        describe(paths);
        return whole.encode();
    }

    /** Camel leaves out what the format demands. */
    private static void describe(JsonObject paths) {
        for (String path : paths.fieldNames()) {
            JsonObject verbs = paths.getJsonObject(path);
            for (String verb : verbs.fieldNames()) {
                JsonObject responses = verbs.getJsonObject(verb).getJsonObject("responses", new JsonObject());
                for (String status : responses.fieldNames()) {
                    JsonObject response = responses.getJsonObject(status);
                    if (!response.containsKey("description") && !response.containsKey("$ref")) {
                        response.put("description", "The answer");
                    }
                }
            }
        }
    }

    private Set<String> served() {
        return router.getRoutes().stream().flatMap(OpenApiHandlers::served).collect(Collectors.toSet());
    }

    private static Stream<String> served(Route route) {
        String path = route.getPath() == null ? "" : route.getPath().replaceAll(":([A-Za-z0-9_]+)", "{$1}");
        return route.methods() == null
                ? Stream.of()
                : route.methods().stream().map(method -> method.name().toLowerCase(Locale.ROOT) + " " + path);
    }

    private static JsonObject section(JsonObject whole, String name) {
        if (!whole.containsKey(name)) {
            whole.put(name, new JsonObject());
        }
        return whole.getJsonObject(name);
    }

    @SuppressWarnings("unchecked")
    private static JsonObject object(Object yaml) {
        return new JsonObject((Map<String, Object>) yaml);
    }
}
