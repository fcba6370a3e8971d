package dev.muster.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Opens databases of each engine for the tests of the stores. */
public abstract class StoreTest {
    /** An engine that the schema must run on. */
    public enum Engine {
        H2,
        POSTGRESQL
    }

    @RegisterExtension
    static final PostgresServer POSTGRES = new PostgresServer();

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** URL of an empty database; on H2 a file, so that it can be opened again. */
    protected String freshUrl(Engine engine) {
        return engine == Engine.H2
                ? "jdbc:h2:file:" + directory.resolve(UUID.randomUUID().toString())
                : POSTGRES.freshDatabase();
    }

    /** An empty database that is closed after the test. */
    protected Database fresh(Engine engine) {
        return open(freshUrl(engine));
    }

    /** The database at that URL, closed after the test. */
    protected Database open(String url) {
        return closing(Database.open(url, "", "", 4));
    }

    /** Closes it after the test, before what was registered earlier. */
    protected <T extends AutoCloseable> T closing(T resource) {
        open.add(0, resource);
        return resource;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }
}
