package dev.muster.engine.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HexFormat;
import java.util.Map;
import org.jclouds.io.ContentMetadata;

/** What the store of folders keeps beside the bytes of an object, under the names that it reads. A file system that can keep nothing beside a file keeps the bytes alone. */
final class Attributes {
    private static final String OWN = "user.";
    private static final String ETAG = "user.content-md5";
    private static final String NOTE = "user.user-metadata.";
    private static final int MD5 = 16;

    private final boolean kept;

    /** Attributes in that folder. */
    Attributes(Path folder) throws IOException {
        kept = Files.getFileStore(folder).supportsFileAttributeView(UserDefinedFileAttributeView.class);
    }

    /** Keeps the tag of an object: the 16 bytes of its MD5, or the text of one that was made of parts. */
    void tag(Path file, byte[] tag) throws IOException {
        if (kept) {
            view(file).write(ETAG, ByteBuffer.wrap(tag));
        }
    }

    /** The tag of an object as it was kept; empty when there is none. */
    byte[] kept(Path file) throws IOException {
        if (!kept || !view(file).list().contains(ETAG)) {
            return new byte[0];
        }
        ByteBuffer tag = ByteBuffer.allocate(view(file).size(ETAG));
        view(file).read(ETAG, tag);
        return tag.array();
    }

    /** The same as S3 says it, in quotes; null when there is none. */
    String tag(Path file) throws IOException {
        byte[] tag = kept(file);
        return tag.length == 0
                ? null
                : tag.length == MD5
                        ? quoted(HexFormat.of().formatHex(tag))
                        : new String(tag, StandardCharsets.US_ASCII);
    }

    static String quoted(String tag) {
        return '"' + tag + '"';
    }

    /** Keeps the headers of an object and what its owner put beside it, in place of what was there. */
    void describe(Path file, ContentMetadata content, Map<String, String> notes) throws IOException {
        if (!kept) {
            return;
        }
        UserDefinedFileAttributeView view = view(file);
        for (String name : view.list()) {
            if (name.startsWith(OWN) && !name.equals(ETAG)) {
                view.delete(name);
            }
        }
        write(view, "user.cache-control", content.getCacheControl());
        write(view, "user.content-disposition", content.getContentDisposition());
        write(view, "user.content-encoding", content.getContentEncoding());
        write(view, "user.content-language", content.getContentLanguage());
        write(view, "user.content-type", content.getContentType());
        if (content.getExpires() != null) {
            view.write(
                    "user.expires",
                    ByteBuffer.allocate(Long.BYTES)
                            .putLong(0, content.getExpires().getTime()));
        }
        for (Map.Entry<String, String> note : notes.entrySet()) {
            write(view, NOTE + note.getKey(), note.getValue());
        }
    }

    private static void write(UserDefinedFileAttributeView view, String name, String text) throws IOException {
        if (text != null) {
            view.write(name, StandardCharsets.UTF_8.encode(text));
        }
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }
}
