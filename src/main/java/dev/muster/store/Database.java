package dev.muster.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The SQL database with a small connection pool and an up-to-date schema (design section 6). Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    static {
        // H2 looks every value up in a cache of soft references, which costs more than making it
        System.getProperties().putIfAbsent("h2.objectCache", "false");
    }

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final boolean h2;

    private Database(HikariDataSource source, boolean h2) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.h2 = h2;
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @param url {@code jdbc:h2:file:...}, {@code jdbc:h2:mem:...} or {@code jdbc:postgresql:...}; an H2 file is readable by its owner only
     * @param user empty when the URL says it
     * @param password empty when the URL says it
     * @param connections size of the pool, at least 3
     */
    public static Database open(String url, String user, String password, int connections) {
        boolean h2 = url.startsWith("jdbc:h2:");
        if (!h2 && !url.startsWith("jdbc:postgresql:")) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "database URL '" + url.split("[?;]")[0] + "' must start with jdbc:h2: or jdbc:postgresql:");
        }
        DatabaseFile.prepare(url);
        HikariDataSource source = null;
        try {
            source = new HikariDataSource(pool(url, user, password, connections));
            Schema.migrate(source);
            DatabaseFile.protect(url);
            return new Database(source, h2);
        } catch (RuntimeException e) {
            if (source != null) {
                source.close();
            }
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "the database at '" + url.split("[?;]")[0] + "' cannot be opened (" + DatabaseFile.reason(e)
                            + "); check the URL, the credentials and that no other process holds it",
                    e);
        }
    }

    /** Runs a query. A failure of the database is error 2008. */
    public <T> T read(HandleCallback<T, SQLException> query) {
        try {
            return jdbi.withHandle(query);
        } catch (JdbiException | SQLException e) {
            throw new MusterException(ErrorCode.DATABASE, "", e);
        }
    }

    /** Runs changes in one transaction; they survive a kill of this process once this returns. A failure of the database is error 2008. */
    public <T> T change(HandleCallback<T, SQLException> changes) {
        try {
            T result = jdbi.inTransaction(changes);
            settle();
            return result;
        } catch (JdbiException | SQLException e) {
            throw new MusterException(ErrorCode.DATABASE, "", e);
        }
    }

    /**
     * Runs changes in one transaction, all or nothing; a kill of this process may take the last second of such changes back, unless
     * {@link #settle} came after them. For what can be had again, as it is several times faster.
     */
    public void applyUnsettled(HandleConsumer<SQLException> changes) {
        try {
            jdbi.useTransaction(changes);
        } catch (JdbiException | SQLException e) {
            throw new MusterException(ErrorCode.DATABASE, "", e);
        }
    }

    /** All changes so far survive a kill of this process once this returns. */
    public void settle() {
        try {
            if (h2) {
                jdbi.useHandle(handle -> handle.execute("checkpoint"));
            }
        } catch (JdbiException e) {
            throw new MusterException(ErrorCode.DATABASE, "", e);
        }
    }

    /** The same without a result. */
    public void apply(HandleConsumer<SQLException> changes) {
        change(handle -> {
            changes.useHandle(handle);
            return true;
        });
    }

    /** A plain connection with automatic commit off, for the writer of the audit trail. */
    Connection connection() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Whether other processes may use it at the same time. */
    public boolean shared() {
        return !h2;
    }

    /** A connection beside the pool, for whoever keeps it. */
    Connection separate() throws SQLException {
        Properties properties = new Properties();
        if (source.getUsername() != null) {
            properties.setProperty("user", source.getUsername());
            properties.setProperty("password", source.getPassword());
        }
        properties.setProperty("ApplicationName", "muster");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT_MS / 1000));
        return DriverManager.getConnection(source.getJdbcUrl(), properties);
    }

    @Override
    public void close() {
        source.close();
    }

    private static HikariConfig pool(String url, String user, String password, int connections) {
        HikariConfig config = new HikariConfig();
        boolean h2 = url.startsWith("jdbc:h2:");
        config.setDriverClassName(h2 ? "org.h2.Driver" : "org.postgresql.Driver");
        config.setJdbcUrl(h2 && !url.contains("DB_CLOSE_ON_EXIT") ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url);
        if (h2 || !user.isEmpty()) {
            config.setUsername(user.isEmpty() ? "sa" : user);
            config.setPassword(password);
        }
        config.setPoolName("muster");
        config.setMaximumPoolSize(Math.max(3, connections));
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
        config.setInitializationFailTimeout(CONNECT_TIMEOUT_MS);
        if (h2) {
            config.setMaxLifetime(0);
            config.setIdleTimeout(0);
        } else {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
            config.addDataSourceProperty("ApplicationName", "muster");
        }
        return config;
    }
}
