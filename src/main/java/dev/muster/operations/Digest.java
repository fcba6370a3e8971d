package dev.muster.operations;

import dev.muster.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** A digest over a whole file in constant memory; ends when the thread is interrupted. Not thread-safe. */
final class Digest {
    private static final Map<String, String> NAMES = Map.of("sha256", "SHA-256", "sha1", "SHA-1", "md5", "MD5");
    private static final int BLOCK = 256 * 1024;

    private final MessageDigest digest;

    private Digest(MessageDigest digest) {
        this.digest = digest;
    }

    static Digest of(Site site, String algorithm) {
        String name = NAMES.get(algorithm);
        try {
            if (name != null) {
                return new Digest(MessageDigest.getInstance(name));
            }
        } catch (NoSuchAlgorithmException e) {
            throw site.refuse(ErrorCode.BAD_PARAMETER, "algorithm '" + algorithm + "' is not part of this Java", e);
        }
        throw site.refuse(ErrorCode.BAD_PARAMETER, "algorithm '" + algorithm + "' is not one of sha256, sha1, md5");
    }

    /** Takes the file from its start to its end; answers the number of bytes. */
    long update(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
        long total = 0;
        while (channel.read(buffer, total) >= 0) {
            total += buffer.position();
            digest.update(buffer.flip());
            buffer.clear();
        }
        return total;
    }

    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    byte[] finish() {
        return digest.digest();
    }
}
