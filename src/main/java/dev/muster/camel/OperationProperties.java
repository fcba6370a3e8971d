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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The properties of one route, each read with its own name in the error text. */
record OperationProperties(String name, OperationReader.Place place, Map<String, String> values) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
    private static final Set<String> POOLS = Set.of("auth", "events", "thread", "process", "none");

    Operation operation(String description) {
        List<Argument> arguments = arguments();
        return new Operation(
                name,
                description.trim(),
                read("request-type", null, RequestType::parse),
                oneOf("scope", "nodes", Map.of("nodes", Scope.NODES, "agents", Scope.AGENTS)),
                read("permission", null, OperationProperties::permissions),
                oneOf("pool", "process", POOLS.stream().collect(Collectors.toMap(pool -> pool, pool -> pool))),
                read("timeout", "10s", OperationProperties::time),
                arguments,
                oneOf("result", "items", Map.of("items", ResultKind.ITEMS, "mapping", ResultKind.MAPPING)),
                read("sort", ".:str", OperationProperties::sort),
                messages(),
                read("services", "registry,executor", text -> text.equals("none") ? Set.of() : Set.copyOf(words(text))),
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
            if (key.startsWith(OperationReader.ARGUMENT)) {
                found.add(read(key, null, text -> argument(key.substring(OperationReader.ARGUMENT.length()), text)));
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
            throw new IllegalArgumentException("'" + text + "' is not a time; write for example 500ms, 10s, 2m or 1h");
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
            String field = halves[0].startsWith("-") || halves[0].startsWith("+") ? halves[0].substring(1) : halves[0];
            if (!field.equals(".")) {
                fields.add(field);
            }
            casting.add(halves.length == 2 ? halves[1] : "str");
            ascending.add(!halves[0].startsWith("-"));
        }
        if (casting.isEmpty() || (fields.size() != casting.size() && casting.size() > 1)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an order; write field:str,-other:int, or .:str for the items themselves");
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
