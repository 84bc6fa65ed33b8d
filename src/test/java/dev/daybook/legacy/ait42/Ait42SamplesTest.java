package dev.daybook.legacy.ait42;

import dev.daybook.legacy.Desk;
import dev.daybook.legacy.LegacyContract;
import dev.daybook.legacy.LegacySource;
import dev.daybook.legacy.LegacyWriter;
import dev.daybook.legacy.Limits;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class Ait42SamplesTest extends LegacyContract {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/ait42");

    @Override
    protected LegacySource source() {
        return new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, Desk.CLOCK);
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
