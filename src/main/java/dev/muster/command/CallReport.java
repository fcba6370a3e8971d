package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.command.terminal.Table;
import dev.muster.command.terminal.Terminal;
import dev.muster.command.terminal.Text;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Shows an answer to a person: a table of what was affected, then each failure with what to do, then one sentence. */
final class CallReport {
    private final PrintWriter out;
    private final Terminal terminal;

    CallReport(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints an answer, successful or not. */
    void print(Answer answer) {
        if (answer.success()) {
            data(answer.body());
        } else {
            out.println(terminal.paint(Terminal.Ink.RED, Text.block(answer.problem())));
            perNode(answer.body().path("dapi_errors"));
        }
        out.flush();
    }

    private void data(JsonNode envelope) {
        JsonNode data = envelope.path("data");
        JsonNode items = data.path("affected_items");
        if (!items.isArray()) {
            fields(data.isMissingNode() ? envelope : data);
            return;
        }
        if (items.size() == 1 && items.get(0).isObject()) {
            fields(items.get(0));
        } else if (!items.isEmpty()) {
            table(items).render(terminal).forEach(out::println);
        }
        data.path("failed_items").forEach(this::failure);
        sentence(envelope);
    }

    private Table table(JsonNode items) {
        Set<String> names = new LinkedHashSet<>();
        items.forEach(item -> {
            if (item.has("node")) {
                names.add("node");
            }
            item.fieldNames().forEachRemaining(names::add);
        });
        if (names.isEmpty()) {
            names.add("item");
        }
        List<List<String>> rows = new ArrayList<>();
        items.forEach(item -> rows.add(names.stream()
                .map(name -> cell(item.isObject() ? item.path(name) : item))
                .toList()));
        return new Table(List.copyOf(names), rows);
    }

    /** A single item has room for whole texts. */
    private void fields(JsonNode item) {
        item.properties().forEach(field -> {
            String name = terminal.paint(Terminal.Ink.BOLD, Text.line(field.getKey()) + ":");
            JsonNode value = field.getValue();
            if (value.isArray() && value.size() > 0 && value.get(0).isValueNode()) {
                out.println(name);
                value.forEach(line -> out.println("  " + Text.line(line.asText())));
            } else if (value.isTextual() && value.asText().contains("\n")) {
                out.println(name);
                value.asText().lines().forEach(line -> out.println("  " + Text.block(line)));
            } else {
                out.println(name + " " + cell(value));
            }
        });
    }

    private void failure(JsonNode failed) {
        JsonNode error = failed.path("error");
        List<String> ids = new ArrayList<>();
        failed.path("id").forEach(id -> ids.add(Text.line(id.asText())));
        String what = "failed " + String.join(", ", ids) + ": "
                + error.path("code").asText() + " " + error.path("message").asText();
        out.println(terminal.paint(Terminal.Ink.RED, Text.block(what)));
        String advice = error.path("remediation").asText("");
        if (!advice.isEmpty()) {
            out.println("  " + Text.block(advice));
        }
    }

    private void perNode(JsonNode errors) {
        TreeMap<String, String> sorted = new TreeMap<>();
        errors.properties()
                .forEach(error -> sorted.put(
                        error.getKey(), error.getValue().path("error").asText()));
        sorted.forEach((node, text) -> out.println("  " + Text.line(node) + ": " + Text.block(text)));
    }

    private void sentence(JsonNode envelope) {
        JsonNode data = envelope.path("data");
        int affected = data.path("total_affected_items")
                .asInt(data.path("affected_items").size());
        int failed = data.path("total_failed_items").asInt(0);
        String counts = affected + " affected, " + failed + " failed";
        int shown = data.path("affected_items").size();
        String part = shown < affected ? ", " + shown + " shown" : "";
        Terminal.Ink ink = envelope.path("error").asInt(0) == 0 ? Terminal.Ink.GREEN : Terminal.Ink.YELLOW;
        out.println(
                terminal.paint(ink, Text.line(envelope.path("message").asText("done")) + " (" + counts + part + ")"));
    }

    private static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> Text.line(field.getKey()) + "=" + cell(field.getValue()))
                    .collect(Collectors.joining(" "));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(CallReport::cell)
                    .collect(Collectors.joining(", "));
        }
        return Text.line(value.asText());
    }
}
