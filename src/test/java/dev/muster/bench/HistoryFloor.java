package dev.muster.bench;

import dev.muster.store.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/**
 * The least that storing such rows costs: the same columns and indexes, filled by one thread with the driver, a thousand rows in a
 * transaction, nothing read, nobody else there. Arguments: URL of an empty database, rows. Prints the seconds.
 */
final class HistoryFloor {
    private static final int BATCH = 1000;

    private HistoryFloor() {}

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        int rows = Integer.parseInt(arguments[1]);
        Parent.endWithInput();
        try (Database schema = Database.open(url, "", "", 4);
                Connection connection = url.startsWith("jdbc:h2:")
                        ? DriverManager.getConnection(url, "sa", "")
                        : DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            insert(connection, rows);
            Parent.tell("%.2f".formatted((System.nanoTime() - start) / 1e9));
        }
        Runtime.getRuntime().exit(0);
    }

    private static void insert(Connection connection, int rows) throws java.sql.SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into history (token, token_hash, code,"
                        + " etime, ctime, instant, data, origin, remote_id, remote_ctime) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int row = 0; row < rows; row++) {
                String token = HistorySync.token(row / 1000, row % 1000);
                statement.setString(1, token);
                statement.setLong(2, Long.parseUnsignedLong(token, 0, 16, 16));
                statement.setInt(3, row % 4 == 3 ? 2 : 0);
                statement.setLong(4, 1_795_248_000);
                statement.setLong(5, 1_795_248_000_000_000L + row * 10L);
                statement.setBoolean(6, false);
                statement.setString(7, "{\"message\":\"command has finished successfully\",\"n\":" + row % 1000 + "}");
                statement.setString(8, String.valueOf(row / 1000));
                statement.setLong(9, row % 1000 + 1);
                statement.setLong(10, 1_795_248_100_000_000L + row % 1000);
                statement.addBatch();
                if (row % BATCH == BATCH - 1 || row == rows - 1) {
                    statement.executeBatch();
                    connection.commit();
                }
            }
        }
    }
}
