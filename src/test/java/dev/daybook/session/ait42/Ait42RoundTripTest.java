package dev.daybook.session.ait42;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.RoundTripContract;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class Ait42RoundTripTest extends RoundTripContract {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/ait42");

    @Override
    protected LegacySource source() {
        return new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    @Override
    protected LegacyWriter writer() {
        return new Ait42Writer();
    }

    @Override
    protected List<Path> samples() {
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"), SAMPLES.resolve("real"));
    }

    /** A file of the first era belongs to the project around it. */
    @Override
    protected boolean isNamedByItsPlace(String sample) {
        return sample.equals("valid/project");
    }

    /** Sessions with times that cannot be read happened when their file was written. */
    @Override
    protected boolean timeless(String sample) {
        return sample.matches("bad/(00|02|17)-.*");
    }

    /** What an import passes over: other programs' files, and one that was taken out of use before. */
    @Override
    protected boolean foreign(String sample, String file) {
        return file.matches(".*/(\\.DS_Store|readme\\.txt|[^/]+\\.(migrated|swp|db))") || file.contains(".json/");
    }
}
