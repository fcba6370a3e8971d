package dev.muster.engine.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jclouds.blobstore.ContainerNotFoundException;

/**
 * Where buckets and objects are.
 *
 * @param objects folder of all buckets
 */
record Places(Path objects) {
    /** The folder of a bucket that is there. */
    Path bucket(String container) {
        Path bucket = objects.resolve(container);
        if (!Files.isDirectory(bucket)) {
            throw new ContainerNotFoundException(container, "");
        }
        return bucket;
    }

    /** The file of an object, which need not be there, in a bucket that is. */
    Path file(String container, String name) {
        Path bucket = bucket(container);
        Path file = bucket.resolve(name).normalize();
        if (!file.startsWith(bucket) || file.equals(bucket)) {
            throw new IllegalArgumentException("the key '" + name + "' leads out of its bucket");
        }
        return file;
    }
}
