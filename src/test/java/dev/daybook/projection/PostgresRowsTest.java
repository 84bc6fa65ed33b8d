package dev.daybook.projection;

import static dev.daybook.code.SeenFile.file;
import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.registered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.agent.MemoryEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Position;
import dev.daybook.journal.postgres.Database;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of a projection in a schema of PostgreSQL. */
final class PostgresRowsTest {

    private static final Database DATABASE = Database.begin();

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @BeforeAll
    static void makeFunctions() {
        DATABASE.run(PostgresDdl.functions());
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    static Stream<String> shared() {
        return Stream.of("sbi", "session", "agent", "project", "item", "audit", "secret", "search", "code");
    }

    @ParameterizedTest
    @MethodSource("shared")
    void are_those_of_a_file_after_the_same_journal(String name) throws SQLException {
        chronicle.append(new Histories(7, 20).events(500));
        chronicle.rollBackTo(new Position(450));
        chronicle.rollBack(new Target.Rollback(501));
        chronicle.rollBack(new Target.Entries(100, 120));
        Supplier<? extends Projection> projection = projection(name, chronicle);
        Ddl ddl = Ddl.of(projection.get());
        Path file = folder.resolve("rows.db");
        String schema = DATABASE.schema() + "_" + name;

        posted(projection, Generation.create(file, ddl, true));
        posted(projection, Generation.create(new SchemaPlace(DATABASE.server()::poster, () -> schema, 0), ddl, false));

        assertThat(hash(schema)).isEqualTo(Replay.hash(file));
    }

    /** Half of a surrogate pair and U+0000, as records of tools have them. */
    @ParameterizedTest
    @MethodSource("shared")
    void are_written_of_texts_that_the_database_keeps_in_none(String name) {
        String odd = "half \uD83D, nothing \0, whole \uD83D\uDE00";
        chronicle.append(
                registered("A", odd, odd, 0),
                new NoteAdded(id("A"), odd, Optional.empty(), Optional.empty()),
                new MemoryEvent.Recorded(
                        "memory", Map.of("/tags", new Json("[\"half \\ud83d\",\"none \\u0000\"]")), Optional.empty()),
                file("src/" + odd + ".ts")
                        .docs(odd)
                        .defines("function", odd)
                        .imports(odd, odd)
                        .symbol(odd)
                        .uses(odd, 3)
                        .seen(),
                file("src/" + odd + ".ts").tagged(odd));
        Supplier<? extends Projection> projection = projection(name, chronicle);
        String schema = DATABASE.schema() + "_odd_" + name;
        Ddl ddl = Ddl.of(projection.get());

        posted(projection, Generation.create(new SchemaPlace(DATABASE.server()::poster, () -> schema, 0), ddl, false));

        if (name.equals("code")) {
            assertThat(DATABASE.texts("SELECT name FROM %s.definitions".formatted(schema)))
                    .containsExactly("half \uFFFD, nothing \uFFFD, whole \uD83D\uDE00");
        }
        if (name.equals("agent")) {
            assertThat(DATABASE.texts("SELECT value FROM %s.memory_snapshots, json_each(tags)".formatted(schema)))
                    .containsExactly("half \uFFFD", "none \uFFFD");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\\ud800 a,            \uFFFD a",
                "a\\uDE00,             a\uFFFD",
                "\\ud83d\\uDE00,       \uD83D\uDE00",
                "\\ud83d\\ud83d\\ude00, \uFFFD\uD83D\uDE00",
                "\\uDE00\\ud83d,       \uFFFD\uFFFD",
                "\\u0000\\u0000,       \uFFFD\uFFFD",
                "\\\\ud800,            \\ud800",
                "\\\\\\ud800,          \\\uFFFD",
                "\\\\ud83d\\ude00,     \\ud83d\uFFFD",
                "\\u00e9,             \u00e9"
            })
    void of_json_are_what_it_spells_but_for_what_no_text_keeps(String spelt, String kept) {
        assertThat(DATABASE.texts("SELECT value FROM json_each('[\"%s\"]')".formatted(spelt)))
                .containsExactly(kept);
        assertThat(DATABASE.texts("SELECT json_of('{\"%s') IS NULL".formatted(spelt)))
                .containsExactly("t");
    }

    private void posted(Supplier<? extends Projection> projection, Generation generation) {
        try (generation) {
            var projector = new Projector(projection.get(), generation, chronicle.journal);
            projector.catchUp(chronicle.codec, chronicle.timelines.current(), chronicle.journal.head());
            if (!generation.checkpoint().loaded()) {
                generation.finishLoad();
            }
            assertThat(generation.quarantine().all()).isEmpty();
            assertThat(generation.checkpoint().position()).isEqualTo(chronicle.journal.head());
        }
    }

    private static String hash(String schema) throws SQLException {
        try (Connection connection = DATABASE.server().poster();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + schema);
            return TableHash.of(connection, true).isEmpty() ? "" : TableHash.of(connection, false);
        }
    }

    static Supplier<? extends Projection> projection(String name, Chronicle chronicle) {
        List<Supplier<? extends Projection>> all =
                AllSlices.of().projections(chronicle.codec.catalog(), chronicle.journal::blobs);
        return all.stream()
                .filter(made -> made.get().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
