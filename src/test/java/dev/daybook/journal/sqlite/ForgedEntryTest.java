package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.id;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub.Flaw;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever forges an entry so that all of it fits together is found by the chain, and by nothing else. */
final class ForgedEntryTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"));
    private static final Source.Project SHOP = new Source.Project("deespec", "shop");
    private static final Payload FORGED = Payload.of("{\"number\":666}");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void given_a_journal_of_five_entries() {
        file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, CLOCK)) {
            append(journal, draft(new StreamId("sbi", "one"), 1));
            append(journal, full(2));
            append(journal, full(3));
            append(journal, large(new StreamId("sbi", "two"), 4, "large"));
            append(journal, large(new StreamId("plan", "two"), 5, "larger"));
        }
    }

    /** Every header field has a value, so that each can be changed to that of another entry. */
    private static Draft full(int number) {
        return new Draft(
                id(number),
                new StreamId("sbi", "full"),
                "sbi.titled",
                2,
                Payload.of("{\"number\":%d}".formatted(number)),
                List.of(),
                new Metadata(
                        "bob",
                        SHOP.file("specs/%d/meta.yml".formatted(number)),
                        Optional.of("session"),
                        Optional.of("correlation"),
                        Optional.of("causation"),
                        Optional.of(new Metadata.Idempotency("key-" + number, "fingerprint"))),
                Instant.parse("2025-10-01T12:00:00.123456Z"));
    }

    @Test
    void a_payload_forged_together_with_its_hash_does_not_fit_into_the_chain() throws SQLException {
        forge(
                "UPDATE entry SET payload = x'%s', payload_hash = x'%s' WHERE position = 2",
                hex(FORGED.bytes()), Sha256.hash(FORGED.bytes()));

        assertBroken(2);
    }

    /** References lead to rows that are there, numbers are possible ones: nothing else complains. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = randomblob(16)",
                "stream = (SELECT id FROM stream WHERE key = 'one'), revision = 7",
                "revision = 7",
                "type = (SELECT id FROM type WHERE name = 'sbi.registered')",
                "actor = (SELECT id FROM actor WHERE name = 'alice')",
                "source = (SELECT id FROM source WHERE path LIKE '%/2/%')", // another file of the project
                "source = (SELECT id FROM source WHERE name = 'http')", // a door
                "session = 'another'",
                "session = NULL",
                "correlation = 'another'",
                "causation = 'another'",
                "idempotency_key = 'another'",
                "idempotency_fingerprint = 'another'",
                "occurred_at = occurred_at + 1",
                "recorded_at = recorded_at + 1",
                "blobs = (SELECT hash FROM blob LIMIT 1)",
                "session = causation, causation = session" // the same texts in other fields
            })
    void a_header_field_that_was_changed_does_not_fit_into_the_chain(String change) throws SQLException {
        forge("UPDATE entry SET %s WHERE position = 3", change);

        assertBroken(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor SET name = 'mallory' WHERE name = 'bob'",
                "type SET name = 'sbi.archived' WHERE name = 'sbi.titled'",
                "type SET version = 3 WHERE name = 'sbi.titled'",
                "source SET name = 'ait42' WHERE path <> ''",
                "source SET project = 'another' WHERE path <> ''",
                "source SET project = '', path = 'shop!/' || path WHERE path <> ''", // users see the same text
                "source SET path = path || 'x' WHERE path <> ''",
                "source SET name = name || ':' || project || '!/' || path, project = '', path = '' WHERE path <> ''",
                "stream SET key = 'another' WHERE key = 'full'",
                "stream SET category = 'plan' WHERE key = 'full'"
            })
    void a_name_that_was_changed_does_not_fit_into_the_chain(String change) throws SQLException {
        forge("UPDATE %s", change);

        assertBroken(2);
    }

    @Test
    void a_large_value_forged_together_with_its_name_does_not_fit_into_the_chain() throws SQLException {
        forge("UPDATE entry SET blobs = (SELECT blobs FROM entry WHERE position = 5) WHERE position = 4");

        assertBroken(4);
    }

    @Test
    void two_entries_that_changed_places_do_not_fit_into_the_chain() throws SQLException {
        String columns = "payload, payload_hash, occurred_at, chain";
        forge(
                "UPDATE entry SET (%s) = (SELECT %s FROM entry AS other WHERE other.position = 5 - entry.position)"
                        + " WHERE position IN (2, 3)",
                columns, columns);

        assertBroken(2);
    }

    /** Whoever knows how links are made gives the forged one its own: then the next entry tells. */
    @Test
    void an_entry_with_a_link_of_its_own_breaks_the_chain_behind_it() throws SQLException {
        Path other = folder.resolve("other.db");
        try (var journal = SqliteJournal.open(other, CLOCK)) {
            append(journal, draft(new StreamId("sbi", "one"), 1));
            Draft it = full(2);
            append(
                    journal,
                    new Draft(
                            it.id(),
                            it.stream(),
                            it.type(),
                            it.version(),
                            FORGED,
                            it.blobs(),
                            it.metadata(),
                            it.occurredAt()));
        }
        forgeWith(
                other,
                "UPDATE entry SET (payload, payload_hash, chain) = (SELECT payload, payload_hash, chain FROM other.entry"
                        + " WHERE position = 2) WHERE position = 2");

        assertBroken(3);
    }

    @Test
    void the_last_entry_with_a_link_of_its_own_is_not_the_end_that_was_written() throws SQLException {
        forge("UPDATE entry SET chain = zeroblob(32) WHERE position = 5");

        assertThat(flaws()).extracting(Flaw::what).contains("is not the end that was written");
    }

    private void assertBroken(long position) {
        assertThat(flaws().getFirst())
                .isEqualTo(new Flaw(
                        Optional.of(new Position(position)),
                        "does not fit into the hash chain: it, or what it says of itself, was changed"));
    }

    private List<Flaw> flaws() {
        return new SqliteScrub(file).run(_ -> {}).flaws();
    }

    private void forge(String statement, Object... values) throws SQLException {
        try (var connection = open()) {
            Sqlite.execute(connection, statement.formatted(values));
        }
    }

    private void forgeWith(Path other, String statement) throws SQLException {
        try (var connection = open()) {
            Sqlite.execute(connection, "ATTACH '%s' AS other".formatted(other));
            Sqlite.execute(connection, statement);
        }
    }

    private Connection open() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        for (String table : List.of("entry", "stream", "type", "actor", "source")) {
            Sqlite.execute(connection, "DROP TRIGGER IF EXISTS %s_is_never_changed".formatted(table));
        }
        return connection;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void append(SqliteJournal journal, Draft draft) {
        journal.append(new Append(List.of(draft), Map.of())).join();
    }
}
