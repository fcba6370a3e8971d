package dev.muster.engine.s3;

import com.google.common.hash.HashCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;
import org.jclouds.io.Payload;

/** Bytes into files, and files to their places. */
final class Disk {
    private static final int BUFFER = 128 << 10;
    private static final int TRIES = 50;

    private Disk() {}

    /**
     * Writes what comes, which must be as much as was said.
     *
     * @param at where in the file
     * @param sum learns what is written
     */
    static void write(Path file, long at, Payload payload, Sum sum) throws IOException {
        Long said = payload.getContentMetadata().getContentLength();
        long position = at;
        try (InputStream in = payload.openStream();
                FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.readNBytes(buffer, 0, BUFFER); count > 0; count = in.readNBytes(buffer, 0, BUFFER)) {
                sum.update(buffer, 0, count);
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
                    position += out.write(bytes, position);
                }
            }
        }
        if (said != null && said != position - at) {
            throw new IOException((position - at) + " bytes came in place of " + said);
        }
    }

    /** Refuses bytes that are not those whose MD5 was announced. */
    static void check(HashCode announced, byte[] md5) {
        if (announced != null && !Arrays.equals(announced.asBytes(), md5)) {
            throw new HttpResponseException(
                    "other bytes came than Content-MD5 says",
                    null,
                    HttpResponse.builder().statusCode(400).build());
        }
    }

    /** Puts all bytes of a part of a file behind those of another one. */
    static void append(Path from, long at, long size, FileChannel to) throws IOException {
        try (FileChannel part = FileChannel.open(from)) {
            for (long done = 0; done < size; ) {
                long count = part.transferTo(at + done, size - done, to);
                if (count <= 0) {
                    throw new IOException(from.getFileName() + " has become shorter");
                }
                done += count;
            }
        }
    }

    /** Makes an empty file, and its folder. */
    static void create(Path file) throws IOException {
        in(file.getParent(), () -> Files.createFile(file));
    }

    /** Gives a file another name, under which it is visible at once and whole. */
    static void move(Path half, Path file) throws IOException {
        in(
                file.getParent(),
                () -> Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** What is made of bytes that pass by. */
    @FunctionalInterface
    interface Sum {
        void update(byte[] bytes, int offset, int count);
    }

    /** What puts a file into a folder. */
    @FunctionalInterface
    interface Step {
        Path run() throws IOException;
    }

    /** Puts a file into a folder that is made for it; again when the store, which removes folders that become empty, has just removed it. */
    static void in(Path folder, Step step) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                Files.createDirectories(folder);
                step.run();
                return;
            } catch (NoSuchFileException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no MD5", e);
        }
    }
}
