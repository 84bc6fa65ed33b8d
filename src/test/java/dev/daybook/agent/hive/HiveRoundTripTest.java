package dev.daybook.agent.hive;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.RoundTripContract;
import dev.daybook.importing.frame.LegacyWriter;
import java.nio.file.Path;
import java.util.List;

final class HiveRoundTripTest extends RoundTripContract {

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

    /** Documents without a time were told when their file was written. */
    @Override
    protected boolean timeless(String sample) {
        return true;
    }

    @Override
    protected boolean foreign(String sample, String file) {
        return file.matches(".*\\.db-(?:wal|shm)"); // rows that stand there are in the database that comes back
    }
}
