package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that no fact has as a whole, as the file with it is kept in pieces. */
final class SplitTextTest {

    private static final String SECRET = "hunter2/hünter2";

    @TempDir
    private Path folder;

    private final Journal journal = new MemoryJournal(InstantSource.system());

    private Position piece(String name, byte[] bytes) {
        Draft any = Drafts.draft(
                StreamId.parse("file/" + name), (int) journal.head().value() + 1);
        var payload = Payload.of("{\"file\":\"%s\",\"encoding\":\"base64\",\"content\":\"%s\"}"
                .formatted(name, Base64.getEncoder().encodeToString(bytes)));
        journal.append(new Append(
                        List.of(new Draft(
                                any.id(),
                                any.stream(),
                                "file.written",
                                1,
                                payload,
                                List.of(),
                                Metadata.of("ada", "http"),
                                any.occurredAt())),
                        Map.of()))
                .join();
        return journal.head();
    }

    private List<Position> found() {
        var split = new SplitText(SECRET);
        journal.chain(Position.START, Journal.PAGE).forEach(step -> split.add(step, journal.blobs()));
        return split.found().stream().map(step -> step.entry().position()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2/hünter2", "hunter2\\/h\\u00fcnter2", "hunter2\\\\/h\\\\u00fcnter2"})
    void it_is_found_wherever_one_piece_ends_and_the_next_begins(String spelled) {
        byte[] file = ("before it " + spelled + " behind it").getBytes(StandardCharsets.UTF_8);
        int from = 10;
        for (int at = from + 1; at < from + spelled.getBytes(StandardCharsets.UTF_8).length; at++) {
            Position second = piece("at" + at + "//1", Arrays.copyOfRange(file, at, file.length));
            Position first = piece("at" + at + "//0", Arrays.copyOf(file, at));

            assertThat(found()).as("cut at %d", at).contains(first, second);
        }
        piece("other//0", Arrays.copyOf(file, from + 5));
        piece("another//1", Arrays.copyOfRange(file, from + 5, file.length));
        piece("other//2", Arrays.copyOfRange(file, from + 5, file.length));
        assertThat(found())
                .doesNotContain(journal.head())
                .hasSize(2 * (spelled.getBytes(StandardCharsets.UTF_8).length - 1));
    }

    /** Of a value of 9,000 bytes 834 stand on the first page, 4,092 on each further one. */
    private static boolean isNearAnEnd(int before) {
        return before % 4_092 > 750 && before % 4_092 < 860;
    }

    @Test
    void it_is_found_wherever_a_database_goes_on_with_a_value_on_another_page() throws SQLException, IOException {
        int whole = 0;
        int apart = 0;
        for (int before = 0; before < 9_000; before += isNearAnEnd(before) ? 1 : 50) {
            byte[] database = database(before, SECRET);
            boolean isWhole = new WrittenText(SECRET).isIn(database);

            whole += isWhole ? 1 : 0;
            apart += isWhole ? 0 : 1;
            assertThat(isWhole || !found(before, database).isEmpty())
                    .as("%d bytes before it", before)
                    .isTrue();
        }
        assertThat(apart).isGreaterThan(2 * (SECRET.length() - 2));
        assertThat(whole).isPositive();
    }

    @Test
    void another_text_is_not_found_on_two_pages() throws SQLException, IOException {
        for (int before = 780; before < 860; before++) {
            assertThat(found(before, database(before, SECRET.replace('2', '3'))))
                    .as("%d bytes before it", before)
                    .isEmpty();
        }
    }

    private List<ChainStep> found(int number, byte[] database) {
        var split = new SplitText(SECRET);
        Position position = piece("d" + number + ".db#0", database);
        split.add(journal.chain(new Position(position.value() - 1), 1).getFirst(), journal.blobs());
        return split.found();
    }

    private byte[] database(int before, String text) throws SQLException, IOException {
        Path file = folder.resolve("some.db");
        Files.deleteIfExists(file);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA synchronous = OFF");
            statement.executeUpdate("CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT)");
            try (var insert = connection.prepareStatement("INSERT INTO message (text) VALUES (?)")) {
                insert.setString(1, "h".repeat(before) + text + "2".repeat(9_000 - before));
                insert.executeUpdate();
            }
        }
        return Files.readAllBytes(file);
    }
}
