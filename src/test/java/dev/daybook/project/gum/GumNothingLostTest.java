package dev.daybook.project.gum;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.NothingLostContract;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class GumNothingLostTest extends NothingLostContract {

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

    @Override
    protected List<Path> originals() {
        return List.of();
    }

    @Override
    protected boolean isOfTheTool(String folder) {
        return folder.matches("[.](?:cache|config)/gum(?:/.*)?");
    }
}
