package dev.daybook.legacy.deespec;

import dev.daybook.legacy.Desk;
import dev.daybook.legacy.LegacyContract;
import dev.daybook.legacy.LegacySource;
import dev.daybook.legacy.LegacyWriter;
import dev.daybook.legacy.Limits;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class DeespecSamplesTest extends LegacyContract {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec");

    @Override
    protected LegacySource source() {
        return new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, Desk.CLOCK);
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
