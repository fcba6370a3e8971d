package dev.muster.camel;

import dev.muster.model.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.PropertyDefinition;
import org.apache.camel.model.RouteDefinition;

/** Reads what a route says about itself as an operation (design section 5). Every refusal names file, line, route and property. */
final class OperationReader {
    /** Group of the routes that are operations. */
    static final String GROUP = "operation";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([._-][a-z0-9]+)*");
    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            "request-type",
            "permission",
            "pool",
            "timeout",
            "scope",
            "result",
            "sort",
            "services",
            "merge",
            "disruptive",
            "hidden-codes",
            "masked",
            "message-all",
            "message-some",
            "message-none"));
    /** Start of the properties that declare an argument. */
    static final String ARGUMENT = "argument.";

    private final CamelContext context;

    OperationReader(CamelContext context) {
        this.context = context;
    }

    /** Where a route stands: its file, the digest of it, and the line of each property ({@code ""} for the route itself). */
    record Place(String file, String digest, Function<String, Integer> lines) {
        BrokenOperation broken(String route, String property, String reason) {
            String where = property.isEmpty()
                    ? "route '" + route + "': "
                    : "route '" + route + "', property '" + property + "': ";
            return new BrokenOperation(file, lines.apply(property), where + reason);
        }
    }

    /** The operation that the route declares. */
    Operation read(RouteDefinition route, Place place) {
        String name = String.valueOf(route.getRouteId());
        if (!NAME.matcher(name).matches() || name.length() > 64) {
            throw place.broken(
                    name,
                    "",
                    "an operation name has small letters, digits, '.', '_' and '-', at most 64; rename the route");
        }
        String input = route.getInput() == null
                ? ""
                : DirectNames.nameOf(route.getInput().getEndpointUri());
        if (!name.equals(input)) {
            throw place.broken(
                    name,
                    "",
                    "an operation starts with 'direct' of its own name; write from: uri: direct, name: " + name);
        }
        String description = route.getDescriptionText();
        if (description == null || description.isBlank()) {
            throw place.broken(name, "", "the description is missing; say in one sentence what the operation does");
        }
        return new OperationProperties(name, place, properties(route, name, place)).operation(description);
    }

    private Map<String, String> properties(RouteDefinition route, String name, Place place) {
        Map<String, String> found = new LinkedHashMap<>();
        List<PropertyDefinition> declared = route.getRouteProperties() == null ? List.of() : route.getRouteProperties();
        for (PropertyDefinition property : declared) {
            String key = String.valueOf(property.getKey());
            if (!KEYS.contains(key) && !key.startsWith(ARGUMENT)) {
                throw place.broken(
                        name,
                        key,
                        "unknown property; the known ones are " + String.join(", ", KEYS) + " and argument.NAME");
            }
            if (found.put(key, resolved(name, key, property, place)) != null) {
                throw place.broken(name, key, "declared twice; remove one");
            }
        }
        return found;
    }

    private String resolved(String name, String key, PropertyDefinition property, Place place) {
        try {
            return context.resolvePropertyPlaceholders(String.valueOf(property.getValue()))
                    .trim();
        } catch (IllegalArgumentException e) {
            throw place.broken(name, key, e.getMessage() + "; define it in application.properties");
        }
    }
}
