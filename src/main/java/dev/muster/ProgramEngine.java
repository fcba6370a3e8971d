package dev.muster;

import dev.muster.command.Engine;
import dev.muster.store.CredentialStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts and checks real programs for the command line. */
final class ProgramEngine implements Engine {
    private static final Duration JOIN_TOKEN_LIFETIME = Duration.ofDays(7);

    /** Where the logging configuration puts its files; read when the first logger is made. */
    private static final String LOG_DIRECTORY = "muster.log.directory";

    @Override
    public Running start(Map<String, String> settings) {
        if (System.getProperty(LOG_DIRECTORY) == null) {
            System.setProperty(
                    LOG_DIRECTORY,
                    Settings.load(settings)
                            .path("muster.data.directory")
                            .resolve("logs")
                            .toString());
        }
        Program program = Program.start(settings);
        return new Running() {
            @Override
            public void awaitStop() throws InterruptedException {
                program.awaitStop();
            }

            @Override
            public int port() {
                return program.port();
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    @Override
    public List<String> check(Map<String, String> settings) {
        return new DryRun(settings).problems();
    }

    @Override
    public String joinToken(Map<String, String> settings, @Nullable String node) {
        try (StoreParts store = new StoreParts(Settings.load(settings))) {
            return new CredentialStore(store.database(), Clock.systemUTC()).issueJoinToken(node, JOIN_TOKEN_LIFETIME);
        }
    }

    @Override
    public List<String> topics(Map<String, String> settings, boolean dry) throws InterruptedException {
        try (KafkaSession session = new KafkaSession(new EventSettings(Settings.load(settings)))) {
            return session.ensure(dry);
        }
    }

    @Override
    public void reprocess(Map<String, String> settings, Consumer<String> say) throws InterruptedException {
        try (KafkaSession session = new KafkaSession(new EventSettings(Settings.load(settings)))) {
            session.reprocess(say);
        }
    }

    @Override
    public List<String> lostTasks(Map<String, String> settings) throws InterruptedException {
        Settings all = Settings.load(settings);
        try (StoreParts store = new StoreParts(all);
                KafkaSession session = new KafkaSession(new EventSettings(all))) {
            return session.lostTasks(store.database(), ReadParts.leases(all));
        }
    }

    @Override
    public boolean fileTypes(Map<String, String> settings, List<Path> paths, Consumer<String> lines) {
        try (FileTypes types = new FileTypes(Settings.load(settings).flag("muster.streams.libmagic"), lines)) {
            return types.all(paths);
        }
    }
}
