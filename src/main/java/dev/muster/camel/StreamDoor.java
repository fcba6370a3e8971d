package dev.muster.camel;

import dev.muster.security.Authorization;
import dev.muster.streams.StreamService;
import io.vertx.ext.web.Router;
import java.time.Duration;

/** Puts the handlers of streams on the router, beside the routes of {@code streams.camel.yaml}. */
public final class StreamDoor {
    private static final String PATH = "/api/v3/stream/:source/:label";

    private final StreamUpload upload;
    private final StreamDownload download;

    /**
     * Doors to those streams.
     *
     * @param body most bytes of an upload
     * @param silence longest wait for the next bytes of an upload
     * @param storeSilence longest wait for the next bytes of a download from the store
     * @param uploads uploads that run at once
     */
    public StreamDoor(
            StreamService service,
            Authorization authorization,
            StreamMeters meters,
            long body,
            Duration silence,
            Duration storeSilence,
            int uploads) {
        upload = new StreamUpload(service, authorization, meters, new StreamUpload.Limits(body, silence, uploads));
        download = new StreamDownload(service, authorization, meters, storeSilence);
    }

    /**
     * Mounts them.
     *
     * @param v1 source of {@code POST /api/v1/data}; empty to leave that alias out
     */
    public void mount(Router router, String v1) {
        router.post(PATH).handler(upload);
        router.get(PATH + "/:hash").handler(download);
        router.head(PATH + "/:hash").handler(download);
        if (!v1.isEmpty()) {
            router.post("/api/v1/data").handler(ctx -> upload.take(ctx, v1, "content"));
        }
    }
}
