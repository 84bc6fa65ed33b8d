package dev.daybook.session.ait42;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class Ait42SamplesTest extends LegacyContract {

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
}
