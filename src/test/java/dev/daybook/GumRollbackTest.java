package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Fact;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Import;
import dev.daybook.importing.ImportFixture;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Misreading;
import dev.daybook.importing.Report;
import dev.daybook.importing.Report.Outcome;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import of gum's files of which the comparison finds something else in the read model takes itself back. */
final class GumRollbackTest {

    private static final StreamId LANTERN = new StreamId("directory", "/home/ada/code/lantern");

    @TempDir
    Path folder;

    private static Report imported(ImportFixture fixture, ReadModels models, LegacySource source, Path root) {
        var importing = new Import(
                fixture.context(ImportFixture.CLOCK),
                new QueryLookup(models, AllSlices.of()),
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
            Path home = folder.resolve("home-" + isWrong);
            Folder.write(
                    home,
                    ".cache/gum/dirs.json",
                    "{\"data\":[{\"Path\":\"%s\",\"Frequency\":5}],\"timestamp\":\"2025-10-05T18:00:00Z\",\"ttl\":1}"
                            .formatted(LANTERN.key()));
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
}
