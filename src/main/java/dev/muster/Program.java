package dev.muster;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running hub, relay or leaf: one Camel Main with the routes and beans of its role. Several may run in one JVM. Survives
 * {@link #restart()} as the same object. Thread-safe.
 */
public final class Program implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private final Supplier<Settings> source;
    private final Map<String, Object> beans;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int port;
    private Main main;

    private Program(Supplier<Settings> source, Map<String, Object> beans) {
        this.source = source;
        this.beans = Map.copyOf(beans);
        this.main = run();
    }

    /**
     * Starts with settings given on the command line over the environment, {@code application.properties} in the working directory
     * (or the file that {@code MUSTER_CONFIG} names) and the built-in defaults. Returns when it is ready: routes run, port open.
     *
     * @throws dev.muster.model.MusterException naming the culprit when it cannot start
     */
    public static Program start(Map<String, String> overrides) {
        return new Program(() -> Settings.load(overrides), Map.of());
    }

    /** Starts with these settings and further beans that operation files may name. */
    public static Program start(Settings settings, Map<String, Object> beans) {
        return new Program(() -> settings, beans);
    }

    /** The running context, for tests and the command line. */
    public synchronized CamelContext context() {
        return main.getCamelContext();
    }

    /** The beans of this program. */
    public synchronized MusterConfiguration configuration() {
        return main.getCamelContext()
                .getRegistry()
                .lookupByNameAndType(MusterConfiguration.NAME, MusterConfiguration.class);
    }

    /** The HTTP port that is open; 0 when this node opens none. */
    public int port() {
        return configuration().door().port();
    }

    /** Waits until {@link #close()} has ended. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops gracefully and starts again in this process, with the settings read anew and on the same port. */
    public synchronized void restart() {
        if (stopped.getCount() == 0) {
            return;
        }
        LOG.info("restarting");
        main.stop();
        main = run();
    }

    /** Stops gracefully: running requests end, then routes, links and stores close. More than once does nothing. */
    @Override
    public synchronized void close() {
        try {
            main.stop();
        } finally {
            stopped.countDown();
        }
    }

    private Main run() {
        Settings settings = source.get();
        if (port > 0) {
            Map<String, String> same = new TreeMap<>();
            same.put("muster.http.port", String.valueOf(port));
            settings = settings.with(same);
        }
        Main started = new Main();
        started.setDefaultPropertyPlaceholderLocation("false");
        Properties properties = new Properties();
        properties.putAll(settings.all());
        started.setOverrideProperties(properties);
        started.bind(MusterConfiguration.SETTINGS, settings);
        started.bind(
                MusterConfiguration.RESTART, beans.getOrDefault(MusterConfiguration.RESTART, (Runnable) this::restart));
        beans.forEach(started::bind);
        try {
            started.start();
            port = started.getCamelContext()
                    .getRegistry()
                    .lookupByNameAndType(MusterConfiguration.NAME, MusterConfiguration.class)
                    .door()
                    .port();
            return started;
        } catch (Exception e) {
            started.stop();
            throw StartFailure.explain(e);
        }
    }
}
