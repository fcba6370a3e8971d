package dev.muster.camel;

import dev.muster.model.Argument;
import dev.muster.model.ErrorCode;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Permission;
import dev.muster.model.RequestType;
import dev.muster.model.Sort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.PropertyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Reads what a route says about itself as an operation (design section 5). Every refusal names file, line, route and property. */
final class OperationReader {
    /** Group of the routes that are operations. */
    static final String GROUP = "operation";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([._-][a-z0-9]+)*");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
    private static final Set<String> POOLS = Set.of("auth", "events", "thread", "process", "none");
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
    private static final String ARGUMENT = "argument.";

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
        return new Properties(name, place, properties(route, name, place)).operation(description);
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

    /** The properties of one route, each read with its own name in the error text. */
    private record Properties(String name, Place place, Map<String, String> values) {
        Operation operation(String description) {
            List<Argument> arguments = arguments();
            return new Operation(
                    name,
                    description.trim(),
                    read("request-type", null, RequestType::parse),
                    oneOf("scope", "nodes", Map.of("nodes", Scope.NODES, "agents", Scope.AGENTS)),
                    read("permission", null, Properties::permissions),
                    oneOf("pool", "process", POOLS.stream().collect(Collectors.toMap(pool -> pool, pool -> pool))),
                    read("timeout", "10s", Properties::time),
                    arguments,
                    oneOf("result", "items", Map.of("items", ResultKind.ITEMS, "mapping", ResultKind.MAPPING)),
                    read("sort", ".:str", Properties::sort),
                    messages(),
                    read(
                            "services",
                            "registry,executor",
                            text -> text.equals("none") ? Set.of() : Set.copyOf(words(text))),
                    oneOf("merge", "", Map.of("", false, "any-success-wins", true)),
                    oneOf("disruptive", "false", Map.of("true", true, "false", false)),
                    read("hidden-codes", "", text -> words(text).stream()
                            .map(Integer::valueOf)
                            .collect(Collectors.toSet())),
                    read("masked", "", text -> masked(words(text), arguments)),
                    place.file(),
                    place.digest());
        }

        private <T> T read(String key, @Nullable String otherwise, Function<String, T> reader) {
            String text = values.getOrDefault(key, otherwise);
            if (text == null || (text.isEmpty() && values.containsKey(key))) {
                throw place.broken(name, key, "a value is required; see the section on operations in the README");
            }
            try {
                return reader.apply(text);
            } catch (BrokenOperation e) {
                throw e;
            } catch (MusterException e) {
                throw place.broken(name, key, detail(e));
            } catch (NumberFormatException e) {
                throw place.broken(
                        name,
                        key,
                        "'" + text + "' holds something that is not a number; write numbers separated by commas");
            } catch (IllegalArgumentException e) {
                throw place.broken(name, key, e.getMessage());
            }
        }

        private static String detail(MusterException e) {
            String message = e.failure().message();
            String general =
                    ErrorCode.of(e.failure().code()).map(ErrorCode::message).orElse("") + ": ";
            return message.startsWith(general) ? message.substring(general.length()) : message;
        }

        private <T> T oneOf(String key, String otherwise, Map<String, T> words) {
            return read(key, otherwise, text -> {
                T meaning = words.get(text);
                if (meaning == null) {
                    String known = words.keySet().stream()
                            .filter(word -> !word.isEmpty())
                            .sorted()
                            .collect(Collectors.joining(", "));
                    throw new IllegalArgumentException("'" + text + "' is not allowed; write one of " + known);
                }
                return meaning;
            });
        }

        private List<Argument> arguments() {
            List<Argument> found = new ArrayList<>();
            for (String key : values.keySet()) {
                if (key.startsWith(ARGUMENT)) {
                    found.add(read(key, null, text -> argument(key.substring(ARGUMENT.length()), text)));
                }
            }
            return found;
        }

        private Messages messages() {
            Messages standard = Messages.of(name);
            Function<String, String> same = Function.identity();
            return new Messages(
                    read("message-all", standard.all(), same),
                    read("message-some", standard.some(), same),
                    read("message-none", standard.none(), same));
        }

        private static Argument argument(String argument, String text) {
            Argument parsed = Argument.parse(argument, text);
            if (parsed.pattern() != null) {
                Pattern.compile(parsed.pattern());
            }
            return parsed;
        }

        private static List<Permission> permissions(String text) {
            return Arrays.stream(text.split(";")).map(Permission::parse).toList();
        }

        private static Duration time(String text) {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a time; write for example 500ms, 10s, 2m or 1h");
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }

        private static Sort sort(String text) {
            List<String> fields = new ArrayList<>();
            List<String> casting = new ArrayList<>();
            List<Boolean> ascending = new ArrayList<>();
            for (String part : words(text)) {
                String[] halves = part.split(":", 2);
                String field =
                        halves[0].startsWith("-") || halves[0].startsWith("+") ? halves[0].substring(1) : halves[0];
                if (!field.equals(".")) {
                    fields.add(field);
                }
                casting.add(halves.length == 2 ? halves[1] : "str");
                ascending.add(!halves[0].startsWith("-"));
            }
            if (casting.isEmpty() || (fields.size() != casting.size() && casting.size() > 1)) {
                throw new IllegalArgumentException("'" + text
                        + "' is not an order; write field:str,-other:int, or .:str for the items themselves");
            }
            return new Sort(fields, casting, ascending);
        }

        private static Set<String> masked(List<String> names, List<Argument> arguments) {
            Set<String> declared = arguments.stream().map(Argument::name).collect(Collectors.toSet());
            for (String name : names) {
                if (!declared.contains(name)) {
                    throw new IllegalArgumentException(
                            "'" + name + "' is not a declared argument; add argument." + name + " or remove it here");
                }
            }
            return Set.copyOf(names);
        }

        private static List<String> words(String text) {
            return Arrays.stream(text.split(","))
                    .map(String::trim)
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    }
}
