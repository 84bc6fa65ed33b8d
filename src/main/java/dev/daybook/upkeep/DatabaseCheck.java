package dev.daybook.upkeep;

import dev.daybook.upkeep.StoreVerification.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** SQLite's own checks of one file: its pages, its indexes, its references. */
final class DatabaseCheck {

    /** As many as SQLite names by itself. */
    private static final int FINDINGS_MAX = 100;

    static List<Finding> findings(Path file) {
        var findings = new ArrayList<Finding>();
        if (Files.notExists(file)) {
            return List.of(finding(file, "does not exist"));
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            integrity(connection, file, findings);
            references(connection, file, findings);
        } catch (SQLException e) {
            findings.add(finding(file, "cannot be read: " + e.getMessage()));
            places(config, file, findings);
        }
        return findings;
    }

    /** Where the description of the tables is damaged SQLite gives up at once, unless it is told to go on. */
    private static void places(SQLiteConfig config, Path file, List<Finding> findings) {
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                var salvage = connection.createStatement()) {
            salvage.executeUpdate("PRAGMA writable_schema = ON");
            integrity(connection, file, findings);
        } catch (SQLException e) {
            // what it is was told already
        }
    }

    private static void integrity(Connection connection, Path file, List<Finding> findings) throws SQLException {
        try (var query = connection.prepareStatement("PRAGMA integrity_check(" + FINDINGS_MAX + ")");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                if (!"ok".equals(row.getString(1))) {
                    findings.add(finding(file, row.getString(1)));
                }
            }
        }
    }

    private static void references(Connection connection, Path file, List<Finding> findings) throws SQLException {
        try (var query = connection.prepareStatement("PRAGMA foreign_key_check");
                ResultSet row = query.executeQuery()) {
            for (int count = 0; count < FINDINGS_MAX && row.next(); count++) {
                findings.add(finding(
                        file,
                        "row %d of %s names a row of %s that does not exist"
                                .formatted(row.getLong(2), row.getString(1), row.getString(3))));
            }
        }
    }

    private static Finding finding(Path file, String what) {
        return new Finding(String.valueOf(file.getFileName()), Optional.empty(), what);
    }

    private DatabaseCheck() {}
}
