package dev.muster.engine.s3;

import dev.muster.engine.Engine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** One S3 server whose buckets are folders. Its first argument's folder holds the file {@code credentials}: access key and secret key, a line each. */
public final class ObjectServer implements Engine.Server {
    private static final int THREADS = 256;
    private static final long SIGNED_WHOLE = 32L << 20;

    private BlobStoreContext store;
    private S3Proxy server;

    private ObjectServer() {}

    /** Runs until its program ends. */
    public static void main(String[] arguments) throws Exception {
        Engine.run(arguments, new ObjectServer());
    }

    @Override
    public void start(Path directory, int port) throws Exception {
        List<String> credentials = Files.readAllLines(directory.resolve("credentials"));
        Path objects = Files.createDirectories(directory.resolve("objects"));
        keepToOwner(objects);
        removeHalfFiles(objects);
        Properties folders = new Properties();
        folders.setProperty("jclouds.filesystem.basedir", objects.toString());
        store = ContextBuilder.newBuilder(new FilesystemNio2BlobProviderMetadata())
                .credentials("local", "local")
                .overrides(folders)
                .buildView(BlobStoreContext.class);
        server = S3Proxy.builder()
                .blobStore(new Folders(store.getBlobStore(), objects))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.get(0), credentials.get(1))
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS)
                .v4MaxNonChunkedRequestSize(SIGNED_WHOLE)
                .build();
        server.start();
    }

    /**
     * Removes what was being written when the server ended: the store does not do so itself, and uploads in parts are forgotten by then.
     */
    private static void removeHalfFiles(Path objects) throws IOException {
        List<Path> half;
        try (Stream<Path> files = Files.walk(objects)) {
            half = files.filter(Files::isRegularFile)
                    .filter(file -> Half.left(objects.relativize(file)))
                    .toList();
        }
        for (Path file : half) {
            Files.delete(file);
        }
    }

    private static void keepToOwner(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
        if (store != null) {
            store.close();
        }
    }
}
