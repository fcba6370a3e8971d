package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The written rules that a compiler cannot hold (design section 3, style of route files). */
class ConventionsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}?]+)}}");
    private static final Set<String> STEPS_WITH_STEPS =
            Set.of("split", "choice", "when", "otherwise", "doTry", "doCatch", "multicast", "filter", "loop");

    @SuppressWarnings("StreamResourceLeak") // JUnit closes it
    static Stream<Path> routeFiles() throws IOException {
        return Files.walk(Path.of("routes")).filter(file -> file.toString().endsWith(".camel.yaml"));
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void everyRouteHasAnIdAndADescription(Path file) {
        for (Map<String, Object> route : routes(file)) {
            assertThat(route.get("id")).as("a route in %s", file).isInstanceOf(String.class);
            assertThat(route.get("description"))
                    .as("route %s in %s", route.get("id"), file)
                    .isInstanceOf(String.class);
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void aDirectRouteIsNamedAfterItsId(Path file) {
        for (Map<String, Object> route : routes(file)) {
            Map<String, Object> from = map(route.get("from"));
            if ("direct".equals(from.get("uri"))) {
                assertThat(map(from.get("parameters")).get("name"))
                        .as("direct name in %s", file)
                        .isEqualTo(route.get("id"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void everyRestOperationGoesToTheRouteOfItsIdWhoseDescriptionStartsWithVerbAndPath(Path file) {
        for (Map<String, Object> entry : entries(file)) {
            if (!entry.containsKey("rest")) {
                continue;
            }
            Map<String, Object> rest = map(entry.get("rest"));
            for (String verb : List.of("get", "post", "put", "delete", "head", "patch")) {
                for (Object operation : list(rest.get(verb))) {
                    String id = (String) map(operation).get("id");
                    String path = rest.getOrDefault("path", "")
                            + (String) map(operation).getOrDefault("path", "");
                    assertThat(map(operation).get("to"))
                            .as("operation %s in %s", id, file)
                            .isEqualTo("direct:" + id);
                    assertThat(routes(file).filter(id).get("description").toString())
                            .as("description of %s in %s", id, file)
                            .startsWith(verb.toUpperCase(java.util.Locale.ROOT) + " " + path + ":");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void routesAreCanonicalShortAndFreeOfScripts(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(text.lines().count()).as("lines of %s", file).isLessThanOrEqualTo(250);
        assertThat(text).as("%s opens with its purpose", file).startsWith("# ");
        assertThat(text)
                .as("scripts in %s", file)
                .doesNotContainPattern("(?m)^\\s*(groovy|javascript|js|python|joor|java|mvel|ognl):");
        assertThat(text).as("JSON text in %s", file).doesNotContainPattern(":\\s*['\"]?\\{\\s*\\\\?\"");
        assertThat(text).as("absolute paths in %s", file).doesNotContainPattern("[ :'\"]/(home|tmp|root|usr|opt)/");
        for (Map<String, Object> route : routes(file)) {
            assertThat(depth(map(route.get("from")).get("steps")))
                    .as("nesting in route %s", route.get("id"))
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void routeIdsAreUniqueOverAllFiles() throws IOException {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = routeFiles()) {
            files.forEach(file -> routes(file).forEach(route -> ids.add((String) route.get("id"))));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void everyPlaceholderHasADefault() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Stream.concat(routeFiles(), Stream.of(Path.of("application.properties")))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
                while (matcher.find()) {
                    used.add(matcher.group(1));
                }
            }
        }
        assertThat(defaults().stringPropertyNames()).containsAll(used);
    }

    @Test
    void everySettingIsExplainedAndUsed() throws IOException {
        String previous = "";
        for (String line : Files.readAllLines(Path.of("application.properties"))) {
            if (line.startsWith("muster.")) {
                assertThat(previous).as("comment above %s", line).startsWith("# ");
            }
            previous = line;
        }
        String code = sources();
        for (String key : defaults().stringPropertyNames()) {
            if (key.startsWith("muster.")) {
                assertThat(code).as("use of %s", key).contains(key);
            }
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java"))) {
            folders.filter(Files::isDirectory)
                    .filter(ConventionsTest::holdsJava)
                    .forEach(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    /** Counted as formatted; who reads a class must not have to scroll for long. */
    @Test
    void noClassOfTheProgramIsLongerThanTwoHundredAndFiftyLines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
                assertThat(Files.readAllLines(file))
                        .as("lines of %s; split it along its seams", file)
                        .hasSizeLessThanOrEqualTo(250);
            }
        }
    }

    @Test
    void testsNeverSleep() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
                assertThat(Files.readString(file))
                        .as("%s", file)
                        .doesNotContain("Thread" + ".sleep(", ".sleep" + "(TimeUnit");
            }
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @SuppressWarnings("StreamResourceLeak") // closed with the whole
    private static String sources() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Stream.concat(
                Files.walk(Path.of("src/main/java")), Stream.concat(routeFiles(), Stream.of(Path.of("muster"))))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                text.append(Files.readString(file));
            }
        }
        return text.append(Files.readString(Path.of("application.properties")).replaceAll("(?m)^muster\\.[^=]+=", ""))
                .toString();
    }

    private static Properties defaults() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    private static int depth(Object steps) {
        int deepest = 0;
        for (Object step : list(steps)) {
            for (Map.Entry<String, Object> entry : map(step).entrySet()) {
                if (STEPS_WITH_STEPS.contains(entry.getKey())) {
                    deepest = Math.max(deepest, 1 + inner(entry.getValue()));
                }
            }
        }
        return deepest;
    }

    private static int inner(Object eip) {
        Map<String, Object> content = map(eip);
        int deepest = depth(content.get("steps"));
        for (Object branch : list(content.get("when"))) {
            deepest = Math.max(deepest, depth(map(branch).get("steps")));
        }
        return content.get("otherwise") == null
                ? deepest
                : Math.max(deepest, depth(map(content.get("otherwise")).get("steps")));
    }

    private static Routes routes(Path file) {
        Routes routes = new Routes();
        for (Map<String, Object> entry : entries(file)) {
            if (entry.containsKey("route")) {
                routes.add(map(entry.get("route")));
            }
        }
        return routes;
    }

    private static List<Map<String, Object>> entries(Path file) {
        try {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            return list(loaded).stream().map(ConventionsTest::map).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static final class Routes extends ArrayList<Map<String, Object>> {
        private static final long serialVersionUID = 1L;

        Map<String, Object> filter(String id) {
            return stream()
                    .filter(route -> id.equals(route.get("id")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no route " + id + " in the file of its rest operation"));
        }
    }
}
