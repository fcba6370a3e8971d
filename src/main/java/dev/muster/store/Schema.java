package dev.muster.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables, brought up to date by the files in {@code db/migration}. */
final class Schema {
    /** Version of the newest file; a test holds it. */
    static final String NEWEST = "3";

    private static final String APPLIED =
            "select count(*) from \"flyway_schema_history\" where \"version\" = ? and \"success\" = true";

    private Schema() {}

    /** Applies what is missing. A database that is up to date is left alone at once: loading Flyway takes as long as all the rest. */
    static void migrate(DataSource source) {
        if (!upToDate(source)) {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .skipDefaultCallbacks(true)
                    .load()
                    .migrate();
        }
    }

    private static boolean upToDate(DataSource source) {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(APPLIED)) {
            query.setString(1, NEWEST);
            try (ResultSet found = query.executeQuery()) {
                return found.next() && found.getInt(1) > 0;
            }
        } catch (SQLException e) {
            return false; // a new database has no such table, and any other trouble is Flyway's to report
        }
    }
}
