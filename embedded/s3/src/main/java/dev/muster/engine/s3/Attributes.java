package dev.muster.engine.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import org.jclouds.io.ContentMetadata;

/** What the store of folders keeps beside the bytes of an object, under the names that it reads. A file system that can keep nothing beside a file keeps the bytes alone. */
final class Attributes {
    private static final String ETAG = "user.content-md5";
    private static final String TYPE = "user.content-type";
    private static final String NOTE = "user.user-metadata.";

    private final boolean kept;

    /** Attributes in that folder. */
    Attributes(Path folder) throws IOException {
        kept = Files.getFileStore(folder).supportsFileAttributeView(UserDefinedFileAttributeView.class);
    }

    /** Whether an object has nothing beside it but what is written here. */
    static boolean cover(ContentMetadata content) {
        return content.getCacheControl() == null
                && content.getContentDisposition() == null
                && content.getContentEncoding() == null
                && content.getContentLanguage() == null
                && content.getExpires() == null;
    }

    /** The tag of an object: the 16 bytes of its MD5, or the text of one that was made of parts. */
    void tag(Path file, byte[] tag) throws IOException {
        if (kept) {
            view(file).write(ETAG, ByteBuffer.wrap(tag));
        }
    }

    /** The type of an object and what its owner put beside it, in place of what was there. */
    void describe(Path file, String type, Map<String, String> notes) throws IOException {
        if (!kept) {
            return;
        }
        UserDefinedFileAttributeView view = view(file);
        for (String name : view.list()) {
            if (name.startsWith(NOTE)) {
                view.delete(name);
            }
        }
        if (type != null) {
            view.write(TYPE, StandardCharsets.UTF_8.encode(type));
        }
        for (Map.Entry<String, String> note : notes.entrySet()) {
            view.write(NOTE + note.getKey(), StandardCharsets.UTF_8.encode(note.getValue()));
        }
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }
}
