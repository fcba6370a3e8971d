package dev.muster.camel;

import io.vertx.ext.web.Router;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Hooks {@code rest:} routes to the router of {@link HttpDoor}. Camel's own engine looks for a server of Camel's and falls back to port
 * 8080 when it finds two (camel-notes 15.1); ours has one router and no opinion on ports.
 */
final class DoorEngine extends VertxPlatformHttpEngine {
    /** Name under which the router of the door is bound. */
    static final String ROUTER = VertxPlatformHttpRouter.getRouterNameFromPort(0);

    private static final int THREADS = 64;

    private final ExecutorService workers =
            new VirtualThreadWorkers().createExecutor(DoorEngine::thread, THREADS, THREADS);

    private final OpenApiHandlers handlers;

    DoorEngine(Router router) {
        handlers = new OpenApiHandlers(router);
    }

    @Override
    public int getServerPort() {
        return 0;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        endpoint.setHeaderFilterStrategy(new DoorHeaders());
        boolean described = endpoint.getPath().equals(OpenApiAnswer.PATH);
        return new DoorConsumer(endpoint, described ? new OpenApiAnswer(processor, handlers) : processor, workers);
    }

    @Override
    protected void doShutdown() throws Exception {
        workers.shutdown();
        super.doShutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "door");
        thread.setDaemon(true);
        return thread;
    }
}
