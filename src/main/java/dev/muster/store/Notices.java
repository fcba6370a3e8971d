package dev.muster.store;

import dev.muster.model.MusterException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said on a channel of a database that several processes share. It has a connection and a thread of its own, and begins anew when
 * the connection is lost. Nothing is heard over a database that is not shared.
 */
public final class Notices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration LOOK_WHILE_DEAF = Duration.ofSeconds(1);
    private static final int ALIVE_SECONDS = 5;

    private final Database database;
    private final String channel;
    private final Consumer<String> heard;
    private final Runnable missed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    private boolean told;

    /**
     * Listens until it is closed.
     *
     * @param channel an identifier
     * @param heard called with what was said, by this or another process
     * @param missed called when something may have been said unheard: after each beginning, every second while it cannot listen, and
     *     every 10 s in any case, because a pool of connections in between may keep notices to itself
     */
    public Notices(Database database, String channel, Consumer<String> heard, Runnable missed) {
        this.database = database;
        this.channel = channel;
        this.heard = heard;
        this.missed = missed;
        if (database.shared()) {
            Thread thread = new Thread(this::run, "muster-notices-" + channel);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        while (!ended(Duration.ZERO)) {
            try (Connection mine = database.separate()) {
                connection = mine;
                listen(mine);
            } catch (SQLException | RuntimeException e) {
                deaf(e);
            }
            if (!ended(LOOK_WHILE_DEAF) && readable()) {
                look();
            }
        }
    }

    /** Who is told to look while the database is away would only fail. */
    private boolean readable() {
        try {
            return database.read(handle ->
                    handle.createQuery("select 1").mapTo(Integer.class).one() == 1);
        } catch (MusterException e) {
            return false;
        }
    }

    private void listen(Connection mine) throws SQLException {
        try (Statement statement = mine.createStatement()) {
            statement.execute("listen " + channel);
        }
        if (told) {
            LOG.info("Notices of other processes on {} are heard again", channel);
            told = false;
        }
        look();
        PGConnection source = mine.unwrap(PGConnection.class);
        while (!ended(Duration.ZERO)) {
            PGNotification[] notices = source.getNotifications((int) LOOK.toMillis());
            if (notices == null || notices.length == 0) {
                if (!mine.isValid(ALIVE_SECONDS)) {
                    throw new SQLException("the connection does not answer");
                }
                look();
                continue;
            }
            for (PGNotification notice : notices) {
                heard.accept(notice.getParameter());
            }
        }
    }

    private void look() {
        if (!ended(Duration.ZERO)) {
            missed.run();
        }
    }

    private void deaf(Exception reason) {
        if (!told && !ended(Duration.ZERO)) {
            LOG.warn(
                    "Notices of other processes on {} are not heard now, so each second is looked for news: {}",
                    channel,
                    reason.toString());
            told = true;
        }
    }

    private boolean ended(Duration within) {
        try {
            return closed.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Connection mine = connection;
        try {
            if (mine != null) {
                mine.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("The connection for {} was closed already", channel, e);
        }
    }
}
