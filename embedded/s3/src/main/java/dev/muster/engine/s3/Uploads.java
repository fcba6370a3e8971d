package dev.muster.engine.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jclouds.blobstore.KeyNotFoundException;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.io.Payload;

/** Uploads in parts that are under way. They end with the process. Thread-safe. */
final class Uploads {
    private final Places places;
    private final Attributes attributes;
    private final Map<String, PartsInOne> begun = new ConcurrentHashMap<>();

    Uploads(Places places, Attributes attributes) {
        this.places = places;
        this.attributes = attributes;
    }

    MultipartUpload begin(String container, BlobMetadata metadata, PutOptions options) {
        String name = metadata.getName();
        places.file(container, name);
        String id = UUID.randomUUID().toString();
        try {
            begun.put(id, new PartsInOne(container, name, places.bucket(container)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MultipartUpload.create(container, name, id, metadata, options);
    }

    MultipartPart store(MultipartUpload upload, int number, Payload payload) {
        try {
            return of(upload).store(number, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<MultipartPart> parts(MultipartUpload upload) {
        return of(upload).parts();
    }

    List<MultipartUpload> in(String container) {
        return begun.entrySet().stream()
                .filter(each -> each.getValue().container().equals(container))
                .map(each -> MultipartUpload.create(container, each.getValue().name(), each.getKey(), null, null))
                .toList();
    }

    String complete(MultipartUpload upload, List<MultipartPart> wanted) {
        BlobMetadata metadata = upload.blobMetadata();
        Path file = places.file(upload.containerName(), upload.blobName());
        try {
            String tag = of(upload).complete(wanted, attributes, whole -> {
                attributes.describe(whole, metadata.getContentMetadata(), metadata.getUserMetadata());
                Disk.move(whole, file);
            });
            begun.remove(upload.id());
            return tag;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void abort(MultipartUpload upload) {
        try {
            of(upload).end();
            begun.remove(upload.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upload that has begun, for that object. */
    private PartsInOne of(MultipartUpload upload) {
        PartsInOne parts = begun.get(upload.id());
        boolean same = parts != null
                && parts.container().equals(upload.containerName())
                && parts.name().equals(upload.blobName());
        if (!same) {
            throw new KeyNotFoundException(upload.containerName(), upload.blobName(), "no such upload");
        }
        return parts;
    }
}
