package dev.muster.engine.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.KeyNotFoundException;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.BlobAccess;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.domain.ContainerAccess;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.CopyOptions;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.io.Payload;

/**
 * The store of folders, with its writing and its listings done here: a write that fails takes its file with it, so that a full disk has its space back at once; the copy of
 * what lies in a temporary place is one more name of its file; a listing shows whole objects and all of them, whatever else goes on; nothing is ever public. Thread-safe as
 * files are.
 */
final class Folders extends ForwardingBlobStore {
    /** Where the hub keeps what has no hash yet; it is deleted as soon as it is copied. */
    private static final String TEMPORARY = ".uploads/";

    private static final int PAGE = 1_000;

    private final Places places;
    private final Attributes attributes;
    private final Uploads uploads;

    /** That store, whose buckets are below {@code objects}. */
    Folders(BlobStore store, Path objects) throws IOException {
        super(store);
        this.places = new Places(objects);
        this.attributes = new Attributes(objects);
        this.uploads = new Uploads(places, attributes);
    }

    @Override
    public BlobAccess getBlobAccess(String container, String name) {
        return BlobAccess.PRIVATE;
    }

    @Override
    public void setBlobAccess(String container, String name, BlobAccess access) {
        refuse(access == BlobAccess.PRIVATE);
    }

    @Override
    public ContainerAccess getContainerAccess(String container) {
        return ContainerAccess.PRIVATE;
    }

    @Override
    public void setContainerAccess(String container, ContainerAccess access) {
        refuse(access == ContainerAccess.PRIVATE);
    }

    private static void refuse(boolean fine) {
        if (!fine) {
            throw new UnsupportedOperationException("nothing in this store is public");
        }
    }

    @Override
    public PageSet<? extends StorageMetadata> list(String container) {
        return list(container, new ListContainerOptions().recursive());
    }

    @Override
    public PageSet<? extends StorageMetadata> list(String container, ListContainerOptions options) {
        if (options.getDelimiter() != null) {
            return super.list(container, options);
        }
        int most = options.getMaxResults() == null ? PAGE : options.getMaxResults();
        try {
            return new Listing(places.bucket(container), text(options.getPrefix()), text(options.getMarker()), most)
                    .page(attributes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String given) {
        return given == null ? "" : given;
    }

    @Override
    public String putBlob(String container, Blob blob) {
        return putBlob(container, blob, new PutOptions());
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
        BlobMetadata metadata = blob.getMetadata();
        if (metadata.getName().endsWith("/")) {
            return super.putBlob(container, blob, options);
        }
        Path file = places.file(container, metadata.getName());
        Path half = Half.in(file.getParent());
        try {
            try {
                Disk.create(half);
                MessageDigest digest = Disk.md5();
                Disk.write(half, 0, blob.getPayload(), digest::update);
                byte[] md5 = digest.digest();
                Disk.check(metadata.getContentMetadata().getContentMD5AsHashCode(), md5);
                attributes.tag(half, md5);
                attributes.describe(half, metadata.getContentMetadata(), metadata.getUserMetadata());
                Disk.move(half, file);
                return Attributes.quoted(HexFormat.of().formatHex(md5));
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String copyBlob(String from, String name, String to, String target, CopyOptions options) {
        boolean always = options.ifMatch() == null
                && options.ifNoneMatch() == null
                && options.ifModifiedSince() == null
                && options.ifUnmodifiedSince() == null;
        if (!always || options.userMetadata() == null || options.contentMetadata() == null) {
            return super.copyBlob(from, name, to, target, options);
        }
        Path file = places.file(to, target);
        Path half = Half.in(file.getParent());
        try {
            try {
                Path source = places.file(from, name);
                another(source, half, name.startsWith(TEMPORARY));
                attributes.describe(half, options.contentMetadata(), options.userMetadata());
                Files.setLastModifiedTime(half, FileTime.from(Instant.now()));
                Disk.move(half, file);
                return attributes.tag(file);
            } finally {
                // is still there when both are names of one file
                Files.deleteIfExists(half);
            }
        } catch (NoSuchFileException e) {
            throw new KeyNotFoundException(from, name, "while copying");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a file a second name, or copies it when it stays or its file system has no second names. */
    private void another(Path file, Path half, boolean temporary) throws IOException {
        if (temporary) {
            try {
                Disk.in(half.getParent(), () -> Files.createLink(half, file));
                return;
            } catch (NoSuchFileException e) {
                throw e;
            } catch (FileSystemException | UnsupportedOperationException e) {
                Files.deleteIfExists(half);
            }
        }
        Disk.create(half);
        try (FileChannel copy = FileChannel.open(half, StandardOpenOption.WRITE)) {
            Disk.append(file, 0, Files.size(file), copy);
        }
        attributes.tag(half, attributes.kept(file));
    }

    @Override
    public MultipartUpload initiateMultipartUpload(String container, BlobMetadata metadata, PutOptions options) {
        return uploads.begin(container, metadata, options);
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int number, Payload payload) {
        return uploads.store(upload, number, payload);
    }

    @Override
    public List<MultipartPart> listMultipartUpload(MultipartUpload upload) {
        return uploads.parts(upload);
    }

    @Override
    public List<MultipartUpload> listMultipartUploads(String container) {
        return uploads.in(container);
    }

    @Override
    public String completeMultipartUpload(MultipartUpload upload, List<MultipartPart> wanted) {
        return uploads.complete(upload, wanted);
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        uploads.abort(upload);
    }
}
