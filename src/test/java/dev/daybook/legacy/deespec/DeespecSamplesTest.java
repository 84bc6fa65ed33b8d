package dev.daybook.legacy.deespec;

import dev.daybook.legacy.Desk;
import dev.daybook.legacy.LegacyContract;
import dev.daybook.legacy.LegacySource;
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
    protected List<Path> samples() {
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"));
    }

    /** The one journal file of the older layouts is not read. */
    @Override
    protected boolean reads(String file) {
        return !file.startsWith(".deespec/var/");
    }

    @Override
    protected long notRead(String sample, String count) {
        boolean counted = count.equals("journal_entries") && sample.matches("00-all-in-one|31-dirty-journal");
        return counted ? 7 : 0;
    }
}
