package dev.muster.engine.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.options.CopyOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.io.ContentMetadata;
import org.jclouds.io.Payload;

/**
 * The store of folders, with its writing done here: a write that fails takes its file with it, so that a full disk has its space back at once; parts are joined by the kernel
 * behind the first of them; and the copy of what lies in a temporary place is one more name of its file. Thread-safe as files are.
 */
final class Folders extends ForwardingBlobStore {
    /** Where the hub keeps what has no hash yet; it is deleted as soon as it is copied. */
    private static final String TEMPORARY = ".uploads/";

    private static final String PARTS = ".mpus-";
    private static final int BUFFER = 128 << 10;
    private static final int TRIES = 50;

    private final Path objects;
    private final Attributes attributes;

    /** That store, whose buckets are below {@code objects}. */
    Folders(BlobStore store, Path objects) throws IOException {
        super(store);
        this.objects = objects;
        this.attributes = new Attributes(objects);
    }

    @Override
    public String putBlob(String container, Blob blob) {
        return putBlob(container, blob, new PutOptions());
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
        BlobMetadata metadata = blob.getMetadata();
        ContentMetadata content = metadata.getContentMetadata();
        boolean simple = Attributes.cover(content) && content.getContentMD5AsHashCode() == null;
        if (!simple || metadata.getName().endsWith("/") || !containerExists(container)) {
            return super.putBlob(container, blob, options);
        }
        Path file = file(container, metadata.getName());
        return written(file, blob.getPayload(), content.getContentType(), metadata.getUserMetadata());
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int number, Payload payload) {
        if (payload.getContentMetadata().getContentMD5AsHashCode() != null) {
            return super.uploadMultipartPart(upload, number, payload);
        }
        Path file = part(upload, number);
        String tag = written(file, payload, null, Map.of());
        try {
            return MultipartPart.create(number, Files.size(file), tag, new Date());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String completeMultipartUpload(MultipartUpload upload, List<MultipartPart> parts) {
        BlobMetadata metadata = upload.blobMetadata();
        if (!Attributes.cover(metadata.getContentMetadata())) {
            return super.completeMultipartUpload(upload, parts);
        }
        String tag = tag(parts);
        Path first = part(upload, parts.get(0).partNumber());
        try {
            join(upload, parts, first);
            attributes.tag(first, tag.getBytes(StandardCharsets.US_ASCII));
            attributes.describe(first, metadata.getContentMetadata().getContentType(), metadata.getUserMetadata());
            move(first, file(upload.containerName(), upload.blobName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        abortMultipartUpload(upload);
        return tag;
    }

    /** Puts all bytes behind those of the first part, or none. */
    private void join(MultipartUpload upload, List<MultipartPart> parts, Path first) throws IOException {
        long begin = Files.size(first);
        try (FileChannel whole = FileChannel.open(first, StandardOpenOption.WRITE)) {
            whole.position(begin);
            for (MultipartPart each : parts.subList(1, parts.size())) {
                Path file = part(upload, each.partNumber());
                try (FileChannel part = FileChannel.open(file)) {
                    for (long at = 0; at < part.size(); ) {
                        at += part.transferTo(at, part.size() - at, whole);
                    }
                } catch (IOException e) {
                    whole.truncate(begin);
                    throw e;
                }
            }
        }
    }

    private static String tag(List<MultipartPart> parts) {
        MessageDigest md5 = md5();
        for (MultipartPart part : parts) {
            md5.update(HexFormat.of().parseHex(part.partETag().replace("\"", "")));
        }
        return '"' + HexFormat.of().formatHex(md5.digest()) + "-" + parts.size() + '"';
    }

    @Override
    public String copyBlob(String from, String name, String to, String target, CopyOptions options) {
        boolean simple = options.contentMetadata() == null || Attributes.cover(options.contentMetadata());
        if (!name.startsWith(TEMPORARY) || !simple || options.userMetadata() == null) {
            return super.copyBlob(from, name, to, target, options);
        }
        Path file = file(to, target);
        Path half = half(file);
        try {
            Path source = file(from, name);
            in(file.getParent(), () -> Files.createLink(half, source));
            String type = options.contentMetadata() == null
                    ? null
                    : options.contentMetadata().getContentType();
            attributes.describe(half, type, options.userMetadata());
            Files.setLastModifiedTime(half, FileTime.from(Instant.now()));
            move(half, file);
            // two names of one file are not moved onto each other
            Files.deleteIfExists(half);
        } catch (UnsupportedOperationException e) {
            return super.copyBlob(from, name, to, target, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blobMetadata(to, target).getETag();
    }

    /** Writes an object, or nothing; answers its tag. */
    private String written(Path file, Payload payload, String type, Map<String, String> notes) {
        Path half = half(file);
        try {
            try {
                byte[] md5 = write(half, payload);
                attributes.tag(half, md5);
                attributes.describe(half, type, notes);
                move(half, file);
                return '"' + HexFormat.of().formatHex(md5) + '"';
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(Path file, Payload payload) throws IOException {
        MessageDigest md5 = md5();
        in(file.getParent(), () -> Files.createFile(file));
        try (InputStream in = payload.openStream();
                FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.readNBytes(buffer, 0, BUFFER); count > 0; count = in.readNBytes(buffer, 0, BUFFER)) {
                md5.update(buffer, 0, count);
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
                    out.write(bytes);
                }
            }
        }
        return md5.digest();
    }

    private static void move(Path half, Path file) throws IOException {
        in(
                file.getParent(),
                () -> Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** What puts a file into a folder. */
    @FunctionalInterface
    private interface Step {
        Path run() throws IOException;
    }

    /** Puts a file into a folder that is made for it; again when the store, which removes folders that become empty, has just removed it. */
    private static void in(Path folder, Step step) throws IOException {
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

    /** A name beside a file that no object has, and that {@link ObjectServer} clears when it starts. */
    private static Path half(Path file) {
        return file.resolveSibling(file.getFileName() + "-" + UUID.randomUUID());
    }

    private Path part(MultipartUpload upload, int number) {
        return file(upload.containerName(), PARTS + upload.id() + "-" + upload.blobName() + "-" + number);
    }

    private Path file(String container, String name) {
        Path bucket = objects.resolve(container);
        Path file = bucket.resolve(name).normalize();
        if (!file.startsWith(bucket) || file.equals(bucket)) {
            throw new IllegalArgumentException("the key '" + name + "' leads out of its bucket");
        }
        return file;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no MD5", e);
        }
    }
}
