package dev.muster.conformance;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Everything that is logged under a name while this is open, at every level, with stacks. */
final class LogCapture implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final LoggerContext context = LoggerContext.getContext(false);
    private final String name;
    private final LoggerConfig logger;
    private final Level before;
    private final boolean added;
    private final Collector collector = new Collector();

    private LogCapture(String name, boolean all) {
        Configuration configuration = context.getConfiguration();
        this.name = name;
        LoggerConfig known = configuration.getLoggerConfig(name);
        added = !known.getName().equals(name);
        logger = added ? new LoggerConfig(name, known.getLevel(), true) : known;
        if (added) {
            configuration.addLogger(name, logger);
        }
        before = logger.getLevel();
        collector.start();
        logger.addAppender(collector, Level.ALL, null);
        if (all) {
            logger.setLevel(Level.ALL);
        }
        context.updateLoggers();
    }

    /** Captures a logger and all below it; the empty name is the root. */
    static LogCapture of(String name) {
        return new LogCapture(name, true);
    }

    /** Captures what appears at the levels that are set. */
    static LogCapture ofWhatAppears() {
        return new LogCapture("", false);
    }

    /** What was logged so far: message and stack of each event. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeAppender(collector.getName());
        logger.setLevel(before);
        if (added) {
            context.getConfiguration().removeLogger(name);
        }
        context.updateLoggers();
    }

    private final class Collector extends AbstractAppender {
        Collector() {
            super(
                    "capture-" + System.nanoTime(),
                    null,
                    PatternLayout.newBuilder().withPattern("%c %m %ex").build(),
                    false,
                    Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(String.valueOf(toSerializable(event)));
        }
    }
}
