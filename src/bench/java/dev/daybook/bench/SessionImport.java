package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.session.ait42.Ait42Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

/** The import of a home of sessions, and the whole migration by the program with little memory. */
final class SessionImport {

    private static final int MESSAGES = 19;
    private static final InstantSource CLOCK = InstantSource.system();

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sessions;

    SessionImport(Path scratch, Consumer<Figure> table, int sessions) {
        this.scratch = scratch;
        this.table = table;
        this.sessions = sessions;
    }

    void run() throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        SessionTree.write(home, sessions, MESSAGES);
        var importing = new Importing(home, new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, CLOCK), CLOCK);
        Importing.Timed timed = importing.quickest(scratch);
        try (Journal journal = timed.journal()) {
            double seconds = timed.seconds();
            double raw = RawJournal.inserts(journal, scratch)
                    * sessions
                    / journal.head().value();
            double rows = rows(home);
            table.accept(new Figure(
                    "import of %,d sessions".formatted(sessions),
                    "/s",
                    sessions / seconds,
                    Optional.of(rows),
                    Optional.empty(),
                    "%,d messages, %,d events; raw: parses the file, a row per session, instance, message"
                            .formatted(sessions * MESSAGES, journal.head().value())));
            table.accept(new Figure(
                    "  beside the bare payloads",
                    "/s",
                    sessions / seconds,
                    Optional.of(raw),
                    Optional.empty(),
                    "raw: the same payloads without reading a file"));
        }
        long begin = System.nanoTime();
        new Service(scratch.resolve("migrated"), 18_422).run("migrate", home.toString());
        table.accept(new Figure(
                "daybook migrate, %,d sessions".formatted(sessions),
                "/s",
                sessions / seconds(begin),
                Optional.empty(),
                Optional.empty(),
                "the program: start, import, read models, every field compared"));
    }

    /** Sessions a second of the plainest importer there could be, as durable as ours at its end. */
    private double rows(Path home) throws Exception {
        long begin = System.nanoTime();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:"
                        + Files.createTempDirectory(scratch, "rows").resolve("rows.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE session (id TEXT, type TEXT, task TEXT, status TEXT, json TEXT)");
            statement.execute("CREATE TABLE instance (session TEXT, ordinal INTEGER, json TEXT)");
            statement.execute("CREATE TABLE message (session TEXT, ordinal INTEGER, role TEXT, content TEXT)");
            connection.setAutoCommit(false);
            try (PreparedStatement session = connection.prepareStatement("INSERT INTO session VALUES (?, ?, ?, ?, ?)");
                    PreparedStatement instance = connection.prepareStatement("INSERT INTO instance VALUES (?, ?, ?)");
                    PreparedStatement message = connection.prepareStatement("INSERT INTO message VALUES (?, ?, ?, ?)");
                    var files = Files.list(home.resolve(".ait42/sessions"))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    for (JsonNode it : SessionTree.MAPPER.readTree(Files.readAllBytes(file))) {
                        insert(it, session, instance, message);
                    }
                    connection.commit();
                }
            }
        }
        return sessions / seconds(begin);
    }

    private static void insert(
            JsonNode it, PreparedStatement session, PreparedStatement instance, PreparedStatement message)
            throws Exception {
        String id = it.path("id").asText();
        session.setString(1, id);
        session.setString(2, it.path("type").asText());
        session.setString(3, it.path("task").asText());
        session.setString(4, it.path("status").asText());
        session.setString(5, it.path("runtimeMix").toString());
        session.executeUpdate();
        int ordinal = 0;
        for (JsonNode each : it.path("instances")) {
            instance.setString(1, id);
            instance.setInt(2, ordinal++);
            instance.setString(3, each.toString());
            instance.executeUpdate();
        }
        ordinal = 0;
        for (JsonNode each : it.path("chatHistory")) {
            message.setString(1, id);
            message.setInt(2, ordinal++);
            message.setString(3, each.path("role").asText());
            message.setString(4, each.path("content").asText());
            message.executeUpdate();
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
