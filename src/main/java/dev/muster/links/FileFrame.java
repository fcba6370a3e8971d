package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Distribution of operation files: the parent tells names and digests, the child fetches what it lacks and reports what it runs. */
sealed interface FileFrame extends Frame {
    static Map<String, Function<Fields, Frame>> readers() {
        return Map.of(
                "manifest", fields -> new Manifest(fields.textMap("files")),
                "fetch", fields -> new Fetch(fields.integer("fetch"), fields.text("name"), fields.text("digest")),
                "file", Content::read,
                "loaded",
                        fields -> new Report(
                                fields.each("files").stream().map(Report::read).toList()));
    }

    /** Downward: file name to digest. */
    record Manifest(Map<String, String> files) implements FileFrame {
        @Override
        public String type() {
            return "manifest";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            Json.writeField(json, "files", files);
        }
    }

    /** Upward: send me this version of this file. */
    record Fetch(long fetch, String name, String digest) implements FileFrame {
        @Override
        public String type() {
            return "fetch";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("fetch", fetch);
            json.writeStringField("name", name);
            json.writeStringField("digest", digest);
        }
    }

    /** Downward: the text of the file, or why it is not given. */
    record Content(long fetch, @Nullable String content, @Nullable Failure failure) implements FileFrame {
        static Content read(Fields fields) {
            Failure failure = fields.has("failure") ? OutcomeCodec.readFailure(fields.fields("failure")) : null;
            return new Content(fields.integer("fetch"), failure == null ? fields.text("content") : null, failure);
        }

        @Override
        public String type() {
            return "file";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("fetch", fetch);
            if (failure != null) {
                json.writeFieldName("failure");
                OutcomeCodec.writeFailure(json, failure);
            } else {
                json.writeStringField("content", content);
            }
        }
    }

    /** Upward: which node runs which version of which file. */
    record Report(List<Loaded> files) implements FileFrame {
        static Loaded read(Fields fields) {
            Loaded loaded =
                    new Loaded(fields.text("node"), fields.text("file"), fields.text("digest"), fields.text("error"));
            fields.end();
            return loaded;
        }

        @Override
        public String type() {
            return "loaded";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart("files");
            for (Loaded loaded : files) {
                json.writeStartObject();
                json.writeStringField("node", loaded.node());
                json.writeStringField("file", loaded.file());
                json.writeStringField("digest", loaded.digest());
                json.writeStringField("error", loaded.error());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
