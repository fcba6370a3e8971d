package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the route files offer, what the running program says of itself, and what the README lists are the same. */
class EndpointsTest {
    private static final List<String> VERBS = List.of("get", "post", "put", "delete", "head", "patch");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)` \\| `([^`]+)` \\|");

    @Test
    void theOpenApiDocumentHoldsEveryRestOperation(@TempDir Path data) throws IOException {
        try (Fleet fleet = new Fleet(data)) {
            fleet.hub("hub");

            Fleet.Answer answer = fleet.send("hub", "GET", "/openapi.json", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("Content-Type")).startsWith("application/json");
            assertThat(answer.json().at("/info/title").asText()).isEqualTo("Muster");
            assertThat(answer.json().path("servers").isMissingNode())
                    .as("the server is the one that was asked")
                    .isTrue();
            assertThat(documented(answer.json().get("paths")))
                    .containsAll(offered().stream()
                            .map(row -> row.substring(0, row.lastIndexOf(' ')))
                            .toList());
        }
    }

    @Test
    void theOpenApiDocumentDescribesWhatIsServedAndNothingElse(@TempDir Path data) throws IOException {
        try (Fleet fleet =
                new Fleet(data).with("muster.streams.enabled", "true").with("muster.events.enabled", "true")) {
            Set<String> served = served(fleet.hub("hub", "muster.streams.v1", "true"));

            Fleet.Answer answer = fleet.send("hub", "GET", "/openapi.json", "");

            assertThat(documented(answer.json().get("paths"))).isEqualTo(served);
            assertThat(served)
                    .contains("GET /api/v2/event/{model}/passive", "HEAD /api/v3/stream/{source}/{label}/{hash}");
            SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(answer.text());
            assertThat(parsed.getMessages()).isEmpty();
            assertThat(parsed.getOpenAPI().getPaths())
                    .hasSameSizeAs(answer.json().get("paths"));
        }
    }

    /** What the router leads to, but for the links between nodes and what Camel or the door put before everything. */
    private static Set<String> served(Program hub) {
        Set<String> served = new TreeSet<>();
        for (Route route : hub.configuration().door().router().getRoutes()) {
            String path = route.getPath();
            if (path != null
                    && route.methods() != null
                    && !path.startsWith("/links/")
                    && !path.equals("/openapi.json")) {
                String plain = path.replaceAll(":([A-Za-z0-9_]+)", "{$1}");
                route.methods().forEach(method -> served.add(method.name() + " " + plain));
            }
        }
        return served;
    }

    @Test
    void theTableOfTheReadmeListsEveryRestOperationWithItsFile() throws IOException {
        Set<String> listed = ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(offered());
    }

    private static Set<String> documented(JsonNode paths) {
        Set<String> found = new TreeSet<>();
        paths.properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(verb -> found.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return found;
    }

    /** Verb, path and file of each operation. */
    private static Set<String> offered() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".camel.yaml"))::iterator) {
                for (Object entry :
                        (List<?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file))) {
                    if (((Map<?, ?>) entry).get("rest") instanceof Map<?, ?> rest) {
                        VERBS.forEach(verb -> add(found, rest, verb, file));
                    }
                }
            }
        }
        return found;
    }

    private static void add(Set<String> found, Map<?, ?> rest, String verb, Path file) {
        if (rest.get(verb) instanceof List<?> operations) {
            for (Object operation : operations) {
                String path = text(rest, "path") + text((Map<?, ?>) operation, "path");
                found.add(verb.toUpperCase(Locale.ROOT) + " " + path + " "
                        + file.toString().replace('\\', '/'));
            }
        }
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }
}
