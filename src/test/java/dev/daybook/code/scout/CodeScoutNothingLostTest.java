package dev.daybook.code.scout;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.NothingLostContract;
import dev.daybook.importing.frame.LegacyWriter;
import java.nio.file.Path;
import java.util.List;

final class CodeScoutNothingLostTest extends NothingLostContract {

    @Override
    protected LegacySource source() {
        return CodeScoutSamplesTest.format().source(Limits.DEFAULT);
    }

    @Override
    protected LegacyWriter writer() {
        return CodeScoutSamplesTest.format().writer(Limits.DEFAULT);
    }

    @Override
    protected List<Path> samples() {
        return CodeScoutSamplesTest.SAMPLES;
    }

    @Override
    protected List<Path> originals() {
        return List.of();
    }

    @Override
    protected boolean isOfTheTool(String folder) {
        return folder.matches("[.]code-scout(?:/.*)?");
    }

    @Override
    protected boolean isForeign(String file) {
        return !file.startsWith(".code-scout/");
    }
}
