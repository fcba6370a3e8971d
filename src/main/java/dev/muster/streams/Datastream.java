package dev.muster.streams;

import dev.muster.streams.hash.Digests;
import dev.muster.streams.type.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a blob (specs/event-dispatcher.md section 5.2).
 *
 * @param identity null when nobody asked what it is
 */
public record Datastream(Digests.Found hashes, @Nullable Identity identity) {
    /** Grows when rules or hashes change. */
    public static final int VERSION = 2;

    /** The wire form, in the order of the specification. What is not known is left out or empty, as there. */
    public Map<String, Object> wire() {
        Map<String, Object> wire = new LinkedHashMap<>();
        if (identity != null) {
            wire.put("identify_version", VERSION);
        }
        wire.put("label", "content");
        wire.put("size", hashes.size());
        wire.put("sha512", hashes.sha512());
        wire.put("sha256", hashes.sha256());
        wire.put("sha1", hashes.sha1());
        wire.put("md5", hashes.md5());
        hashes.ssdeep().ifPresent(hash -> wire.put("ssdeep", hash));
        hashes.tlsh().ifPresent(hash -> wire.put("tlsh", hash));
        wire.put("mime", identity == null ? "" : identity.mime());
        wire.put("magic", identity == null ? "" : identity.magic());
        if (identity != null) {
            wire.put("file_format", identity.format());
            identity.extension().ifPresent(extension -> wire.put("file_extension", extension));
        }
        return wire;
    }
}
