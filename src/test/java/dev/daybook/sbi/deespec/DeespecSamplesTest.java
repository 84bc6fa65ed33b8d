package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class DeespecSamplesTest extends LegacyContract {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec");

    @Override
    protected LegacySource source() {
        return new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    @Override
    protected LegacyWriter writer() {
        return new DeespecWriter();
    }

    @Override
    protected List<Path> samples() {
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"), SAMPLES.resolve("real"));
    }
}
