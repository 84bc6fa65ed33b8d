package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Position;
import dev.daybook.journal.postgres.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of a projection in a schema of PostgreSQL. */
final class PostgresRowsTest {

    private static final Database DATABASE = Database.begin();

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

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

    private void posted(Supplier<? extends Projection> projection, Generation generation) {
        try (generation) {
            var projector = new Projector(projection.get(), generation, chronicle.journal);
            projector.catchUp(chronicle.codec, chronicle.timelines.current(), chronicle.journal.head());
            if (!generation.checkpoint().loaded()) {
                generation.finishLoad();
            }
            assertThat(generation.setAside()).isEmpty();
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
