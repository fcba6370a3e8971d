package dev.muster.events.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.muster.events.Model;
import dev.muster.events.Validity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells the model from the first event of a request that names none (specs/event-dispatcher.md section 1.1). Thread-safe. */
final class ModelGuess {
    private final JsonFactory factory = new JsonFactory();

    Optional<Model> of(byte[] text) {
        try (JsonParser in = factory.createParser(text)) {
            JsonToken first = in.nextToken();
            if (first == JsonToken.START_ARRAY) {
                first = in.nextToken();
            }
            return first == JsonToken.START_OBJECT ? of(marks(in)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Model> of(Set<String> marks) {
        if (marks.contains("entity.status") && marks.contains("entity.input")) {
            return Optional.of(Model.STATUS);
        }
        if (marks.contains("entity.parent_sha256")) {
            return Optional.of(Model.INSERT);
        }
        boolean binary = marks.contains("source.path")
                && Validity.ACTIONS.stream().anyMatch(action -> marks.contains("action=" + action));
        return binary ? Optional.of(Model.BINARY) : Optional.empty();
    }

    private static Set<String> marks(JsonParser in) throws IOException {
        Set<String> marks = new HashSet<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            if (name.equals("action") && token == JsonToken.VALUE_STRING) {
                marks.add("action=" + in.getText());
            } else if (token == JsonToken.START_OBJECT && (name.equals("entity") || name.equals("source"))) {
                for (String inner = in.nextFieldName(); inner != null; inner = in.nextFieldName()) {
                    marks.add(name + "." + inner);
                    in.nextToken();
                    in.skipChildren();
                }
            } else {
                in.skipChildren();
            }
        }
        return marks;
    }
}
