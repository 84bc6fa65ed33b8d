package dev.daybook.project.gum;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.RoundTripContract;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class GumRoundTripTest extends RoundTripContract {

    @Override
    protected LegacySource source() {
        return Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK).source(Limits.DEFAULT);
    }

    @Override
    protected LegacyWriter writer() {
        return Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK).writer(Limits.DEFAULT);
    }

    @Override
    protected List<Path> samples() {
        return List.of(
                GumSamplesTest.SAMPLES.resolve("valid"),
                GumSamplesTest.SAMPLES.resolve("bad"),
                GumSamplesTest.SAMPLES.resolve("generated"));
    }

    /** Directories and folders to look into without a time were told when their file was written. */
    @Override
    protected boolean timeless(String sample) {
        return true;
    }

    /** Where no file names a home, {@code ~} is the folder that the tree stands in. */
    @Override
    protected boolean isNamedByItsPlace(String sample) {
        return sample.matches("valid/v1-db|bad/(04|08|10|16)-.*");
    }

    @Override
    protected boolean foreign(String sample, String file) {
        return false;
    }
}
