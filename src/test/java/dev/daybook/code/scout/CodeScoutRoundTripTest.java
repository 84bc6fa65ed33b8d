package dev.daybook.code.scout;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.RoundTripContract;
import dev.daybook.importing.frame.LegacyWriter;
import java.nio.file.Path;
import java.util.List;

final class CodeScoutRoundTripTest extends RoundTripContract {

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

    /** Rows that tell no time were written when the database was. */
    @Override
    protected boolean timeless(String sample) {
        return true;
    }

    /** The source files are the project's. */
    @Override
    protected boolean foreign(String sample, String file) {
        return !file.startsWith(".code-scout/");
    }
}
