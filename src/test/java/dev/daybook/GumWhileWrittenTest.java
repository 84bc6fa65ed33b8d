package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.project.gum.Gum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gum counts directories at each prompt, also while its files are imported. */
final class GumWhileWrittenTest {

    private static final StreamId LANTERN = new StreamId("directory", "/home/ada/code/lantern");
    private static final StreamId ANVIL = new StreamId("directory", "/home/ada/code/anvil");

    @TempDir
    Path folder;

    private final LegacySource source =
            Gum.files(ZoneOffset.UTC, ImportFixture.CLOCK).source();
    private final AtomicInteger comparisons = new AtomicInteger();
    private Path home;

    /** The read models; whenever they are waited for, which is before each comparison, something happens first. */
    private record Waited(ReadModelLookup models, Runnable happens) implements ReadModelLookup {
        @Override
        public void await(Position position) {
            happens.run();
            models.await(position);
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return models.fields(stream);
        }
    }

    @BeforeEach
    void a_home() throws IOException {
        home = folder.resolve("home");
        used(5);
    }

    private void used(int times) {
        try {
            Path next = folder.resolve("dirs.json");
            Files.writeString(
                    next,
                    "{\"data\":[{\"Path\":\"%s\",\"Frequency\":%d}],\"timestamp\":\"2025-10-05T18:00:00Z\",\"ttl\":1}"
                            .formatted(LANTERN.key(), times));
            Path cache = home.resolve(".cache/gum/dirs.json");
            Files.createDirectories(cache.resolveSibling(""));
            Files.move(next, cache, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one in the database each time, by a number that it gives. */
    private void counted(int times) {
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".cache/gum/gum.db"));
                var sql = database.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS dir_usage(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL,"
                    + " frequency INTEGER DEFAULT 1, last_seen DATETIME)");
            sql.execute("CREATE TABLE IF NOT EXISTS projects(path TEXT, remote_url TEXT)");
            sql.execute("INSERT INTO dir_usage(path, frequency) VALUES ('%s%d', 1)".formatted(ANVIL.key(), times));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Report imported(ImportFixture fixture, Runnable meanwhile) {
        try (var models = fixture.models(folder.resolve("read"))) {
            var importing = new Import(
                    fixture.context(ImportFixture.CLOCK),
                    new Waited(new QueryLookup(models, AllSlices.of()), meanwhile),
                    ImportFixture.undo(fixture.journal, fixture.codec),
                    ImportFixture.ROOM);
            return importing.run("RUN-1", source, home, new Import.Options(false, true, "ada", _ -> {}));
        }
    }

    @Test
    void a_count_that_rises_once_meanwhile_is_taken_over_and_compared() {
        try (var fixture = new ImportFixture(source)) {
            Report report = imported(fixture, () -> {
                if (comparisons.incrementAndGet() == 1) {
                    used(6);
                }
            });

            assertThat(report.failure()).isEmpty();
            assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(report.files().again()).isOne();
            assertThat(fixture.events(LANTERN)).hasSize(2);
        }
    }

    @Test
    void a_cache_that_is_written_all_the_time_is_not_compared() {
        try (var fixture = new ImportFixture(source)) {
            Report report = imported(fixture, () -> used(5 + comparisons.incrementAndGet()));

            assertThat(report.failure()).isEmpty();
            assertThat(report.findings()).extracting(Finding::code).contains("NOT_COMPARED");
            assertThat(fixture.events(LANTERN)).hasSize(3);
        }
    }

    @Test
    void a_database_that_is_written_all_the_time_is_not_compared_with_what_is_kept_of_it() {
        counted(0);
        try (var fixture = new ImportFixture(source)) {
            Report report = imported(fixture, () -> counted(comparisons.incrementAndGet()));

            assertThat(report.failure()).isEmpty();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.code().equals("NOT_COMPARED"))
                    .extracting(Finding::file)
                    .allMatch(file -> file.startsWith(".cache/gum/gum.db"));
            assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
            assertThat(fixture.events(new StreamId("directory", ANVIL.key() + 0)))
                    .isNotEmpty();
        }
    }
}
