package dev.muster.camel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One version of one operation file, as bytes. Immutable; equal when origin, name and digest are.
 *
 * @param origin where it came from
 * @param file name without folder
 * @param digest SHA-256 of the content, hexadecimal, lower case
 * @param content the bytes; callers must not change them
 * @param unreadable why there is no content; null when there is
 */
@SuppressWarnings("ArrayRecordComponent")
record OperationSource(
        Origin origin, String file, String digest, byte[] content, @Nullable BrokenOperation unreadable) {
    /** Where an operation file came from. A file of the parent replaces a local one of the same name. */
    enum Origin {
        PARENT,
        LOCAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Largest accepted file in bytes. */
    static final int LIMIT = 1 << 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}\\.camel\\.yaml");

    /** True for a plain name of an operation file, without any folder in it. */
    static boolean validName(String file) {
        return NAME.matcher(file).matches();
    }

    static OperationSource of(Origin origin, String file, byte[] content) {
        return new OperationSource(origin, file, digest(content), content, null);
    }

    /** A file that is there and cannot be used; the mark tells one state of it from the next. */
    static OperationSource unreadable(Origin origin, String file, String mark, String reason) {
        byte[] content = mark.getBytes(StandardCharsets.UTF_8);
        return new OperationSource(origin, file, digest(content), new byte[0], new BrokenOperation(file, 0, reason));
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The same content under another origin. */
    OperationSource from(Origin other) {
        return new OperationSource(other, file, digest, content, unreadable);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OperationSource that
                && origin == that.origin
                && file.equals(that.file)
                && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return file.hashCode() * 31 + digest.hashCode();
    }
}
