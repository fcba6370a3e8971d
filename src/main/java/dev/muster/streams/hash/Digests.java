package dev.muster.streams.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Every hash of a blob in one pass, or SHA-256 alone when nobody asks for the others. Not thread-safe. */
public final class Digests {
    private static final long SSDEEP_FROM = 4096;
    private static final long TLSH_OVER = 50;
    private static final int WORTH_SHARING = 64 << 10;

    private final MessageDigest sha256 = digest("SHA-256");
    private final @Nullable Others others;
    private final Executor executor;
    private long size;

    private record Others(MessageDigest md5, MessageDigest sha1, MessageDigest sha512, Ssdeep ssdeep, Tlsh tlsh) {}

    /**
     * What was found.
     *
     * @param sha256 lower-case hexadecimal, like the other plain ones, which are empty when only this one was asked for
     * @param ssdeep from 4,096 bytes on
     * @param tlsh over 50 bytes, when the content has enough variety
     */
    public record Found(
            long size,
            String sha256,
            String sha512,
            String sha1,
            String md5,
            Optional<String> ssdeep,
            Optional<String> tlsh) {}

    /** Hashes of nothing yet, made by the thread that adds bytes. */
    public Digests(boolean all) {
        this(all, Runnable::run);
    }

    /** Hashes of nothing yet; about half of the work on larger pieces is done by the executor, while the thread that adds bytes does the rest and waits. */
    public Digests(boolean all, Executor executor) {
        this.executor = executor;
        others = all ? new Others(digest("MD5"), digest("SHA-1"), digest("SHA-512"), new Ssdeep(), new Tlsh()) : null;
    }

    /** Adds bytes, which are looked at no more when it returns. */
    public void update(byte[] bytes, int offset, int count) {
        size += count;
        if (others == null) {
            sha256.update(bytes, offset, count);
        } else if (count < WORTH_SHARING) {
            one(others, bytes, offset, count);
            other(others, bytes, offset, count);
        } else {
            CompletableFuture<Void> half =
                    CompletableFuture.runAsync(() -> other(others, bytes, offset, count), executor);
            one(others, bytes, offset, count);
            half.join();
        }
    }

    private void one(Others all, byte[] bytes, int offset, int count) {
        sha256.update(bytes, offset, count);
        all.md5.update(bytes, offset, count);
        all.sha1.update(bytes, offset, count);
        all.ssdeep.update(bytes, offset, count);
    }

    private static void other(Others all, byte[] bytes, int offset, int count) {
        all.sha512.update(bytes, offset, count);
        all.tlsh.update(bytes, offset, count);
    }

    /** How many bytes were added. */
    public long size() {
        return size;
    }

    /** The hashes of everything that was added; nothing may be added afterwards. */
    public Found found() {
        if (others == null) {
            return new Found(size, hex(sha256), "", "", "", Optional.empty(), Optional.empty());
        }
        return new Found(
                size,
                hex(sha256),
                hex(others.sha512),
                hex(others.sha1),
                hex(others.md5),
                size >= SSDEEP_FROM ? Optional.of(others.ssdeep.digest()) : Optional.empty(),
                size > TLSH_OVER ? others.tlsh.digest() : Optional.empty());
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }
}
