package dev.daybook.project.gum;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class GumSamplesTest extends LegacyContract {

    static final Path SAMPLES = Path.of("src/test/resources/legacy/gum");

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
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"), SAMPLES.resolve("generated"));
    }
}
