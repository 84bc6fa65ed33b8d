package dev.daybook.agent.hive;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.NothingLostContract;
import dev.daybook.importing.frame.LegacyWriter;
import java.nio.file.Path;
import java.util.List;

final class HiveNothingLostTest extends NothingLostContract {

    @Override
    protected LegacySource source() {
        return HiveSamplesTest.format().source(Limits.DEFAULT);
    }

    @Override
    protected LegacyWriter writer() {
        return HiveSamplesTest.format().writer(Limits.DEFAULT);
    }

    @Override
    protected List<Path> samples() {
        return HiveSamplesTest.SAMPLES;
    }

    @Override
    protected List<Path> originals() {
        return List.of();
    }

    @Override
    protected boolean isOfTheTool(String folder) {
        return folder.matches("[.]claude(?:/.*)?");
    }
}
