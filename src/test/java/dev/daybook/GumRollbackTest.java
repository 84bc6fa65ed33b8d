package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Fact;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Misreading;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.importing.run.Slower;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.gum.Gum;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import of gum's files takes itself back if the read model shows something else, or questions take too long after it. */
final class GumRollbackTest {

    private static final StreamId LANTERN = new StreamId("directory", "/home/ada/code/lantern");

    @TempDir
    Path folder;

    private static Report imported(ImportFixture fixture, ReadModels models, LegacySource source, Path root) {
        return imported(fixture, new QueryLookup(models, AllSlices.of()), source, root);
    }

    private static Report imported(ImportFixture fixture, QueryLookup posted, LegacySource source, Path root) {
        var importing = new Import(
                fixture.context(ImportFixture.CLOCK),
                posted,
                ImportFixture.undo(fixture.journal, fixture.codec),
                ImportFixture.ROOM);
        return importing.run("RUN-1", source, root, new Import.Options(false, true, "ada", _ -> {}));
    }

    @Test
    void a_count_that_was_read_wrongly_is_taken_back_with_all_else() throws IOException {
        LegacySource right = Gum.files(ZoneOffset.UTC, ImportFixture.CLOCK).source();
        LegacySource wrong = new Misreading(right, new Misreading.Fault() {
            @Override
            public Optional<Fact> told(Fact fact) {
                return Optional.of(
                        fact.event() instanceof DirectoryEvent.Used it
                                ? new Fact(
                                        new DirectoryEvent.Used(it.path(), it.frequency() - 1, it.lastSeen()),
                                        fact.file(),
                                        fact.occurredAt())
                                : fact);
            }

            @Override
            public Map<String, Object> expected(Map<String, Object> fields) {
                var more = new HashMap<>(fields);
                more.computeIfPresent("/frequency", (_, count) -> (Long) count - 1);
                return more;
            }
        });
        for (LegacySource source : new LegacySource[] {right, wrong}) {
            boolean isWrong = source.equals(wrong);
            Path home = home(folder.resolve("home-" + isWrong));
            try (var fixture = new ImportFixture(source);
                    var models = fixture.models(folder.resolve("read-" + isWrong))) {
                Report report = imported(fixture, models, source, home);

                assertThat(report.outcome())
                        .as(report.failure().toString())
                        .isEqualTo(isWrong ? Outcome.ROLLED_BACK : Outcome.COMPLETED);
                assertThat(fixture.events(LANTERN)).hasSize(isWrong ? 0 : 1);
            }
        }
    }

    private static Path home(Path home) throws IOException {
        Folder.write(
                home,
                ".cache/gum/dirs.json",
                "{\"data\":[{\"Path\":\"%s\",\"Frequency\":5}],\"timestamp\":\"2025-10-05T18:00:00Z\",\"ttl\":1}"
                        .formatted(LANTERN.key()));
        return home;
    }

    /** By this clock everything takes longer and longer. */
    private static LongSupplier slowing() {
        var reads = new AtomicLong();
        return () -> {
            long read = reads.getAndIncrement();
            return read * read * 1_000_000;
        };
    }

    @Test
    void what_slows_questions_down_too_much_is_taken_back_with_the_figures() throws IOException {
        LegacySource source = Gum.files(ZoneOffset.UTC, ImportFixture.CLOCK).source();
        Path home = home(folder.resolve("home"));
        try (var fixture = new ImportFixture(source);
                var models = fixture.models(folder.resolve("read"))) {
            var posted = new QueryLookup(models, AllSlices.of(), new QuerySpeed(2, 10, slowing()));

            Report report = imported(fixture, posted, source, home);

            Slower slower = report.slower().orElseThrow();
            assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(slower.afterMs()).isGreaterThan(2 * slower.beforeMs()).isGreaterThan(10);
            assertThat(report.failure().orElseThrow())
                    .startsWith(slower.question() + " takes ")
                    .contains("more than 2 times as long, and than 10 ms", "migrate.times.max");
            assertThat(fixture.events(LANTERN)).isEmpty();
            assertThat(fixture.entries().getLast()).as("the report on record").contains("\"beforeMs\"");
            assertThat(fixture.entries())
                    .as("the audit")
                    .anyMatch(it -> it.contains("RolledBack") && it.contains(" takes "));
            assertThat(Report.fromJson(report.toJson())).isEqualTo(report);
        }
    }

    @Test
    void what_is_slower_and_quick_enough_all_the_same_stays() throws IOException {
        LegacySource source = Gum.files(ZoneOffset.UTC, ImportFixture.CLOCK).source();
        Path home = home(folder.resolve("home"));
        try (var fixture = new ImportFixture(source);
                var models = fixture.models(folder.resolve("read"))) {
            var posted = new QueryLookup(models, AllSlices.of(), new QuerySpeed(2, 3_600_000, slowing()));

            Report report = imported(fixture, posted, source, home);

            assertThat(report.outcome()).as(report.failure().toString()).isEqualTo(Outcome.COMPLETED);
            assertThat(report.slower()).isEmpty();
            assertThat(fixture.events(LANTERN)).hasSize(1);
        }
    }

    @Test
    void a_question_is_too_slow_only_if_it_is_so_by_both_measures() {
        assertThat(Slower.of("list", 10, 50, 5, 20)).isEmpty();
        assertThat(Slower.of("list", 10, 51, 5, 60)).isEmpty();
        assertThat(Slower.of("list", 10, 51, 5, 20)).map(Slower::times).contains(5.1);
    }
}
