package dev.daybook.upkeep;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.text.IoReasons;
import dev.daybook.upkeep.StoreVerification.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/** SQLite's own checks of one file: its pages, its indexes, its references. */
public final class DatabaseCheck {

    /** As many as SQLite names by itself. */
    private static final int FINDINGS_MAX = 100;

    /** Of SQLite's machine, between two questions whether the check is still wanted. */
    private static final int STEPS = 10_000;

    /**
     * Checks a file.
     *
     * @param alive called again and again; what it throws ends the check
     * @throws JournalUnavailable if there is no room to check it
     */
    public static List<Finding> findings(Path file, Runnable alive) {
        var ended = new Ended(alive);
        List<Finding> findings = findings(file, ended);
        ended.why.ifPresent(why -> {
            throw why;
        });
        return findings;
    }

    /** Ends what SQLite does where nobody wants it any more. */
    private static final class Ended extends ProgressHandler {
        private final Runnable alive;
        private Optional<RuntimeException> why = Optional.empty();

        private Ended(Runnable alive) {
            this.alive = alive;
        }

        @Override
        protected int progress() {
            try {
                alive.run();
            } catch (RuntimeException e) { // SQLite called, not Java
                why = Optional.of(e);
            }
            return why.isPresent() ? 1 : 0;
        }
    }

    private static List<Finding> findings(Path file, Ended ended) {
        var findings = new ArrayList<Finding>();
        if (Files.notExists(file)) {
            return List.of(finding(file, "does not exist"));
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            ProgressHandler.setHandler(connection, STEPS, ended);
            integrity(connection, file, findings);
            references(connection, file, findings);
        } catch (SQLException e) {
            if (IoReasons.isDiskFull(e)) {
                throw new JournalUnavailable("%s cannot be checked: %s".formatted(file, e.getMessage()), e);
            }
            findings.add(finding(file, "cannot be read: " + e.getMessage()));
            if (ended.why.isEmpty()) {
                places(config, file, findings, ended);
            }
        }
        return findings;
    }

    /** Where the description of the tables is damaged SQLite gives up at once, unless it is told to go on. */
    private static void places(SQLiteConfig config, Path file, List<Finding> findings, Ended ended) {
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                var salvage = connection.createStatement()) {
            ProgressHandler.setHandler(connection, STEPS, ended);
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
