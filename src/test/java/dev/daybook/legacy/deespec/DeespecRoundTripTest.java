package dev.daybook.legacy.deespec;

import dev.daybook.legacy.Desk;
import dev.daybook.legacy.LegacySource;
import dev.daybook.legacy.LegacyWriter;
import dev.daybook.legacy.Limits;
import dev.daybook.legacy.RoundTripContract;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class DeespecRoundTripTest extends RoundTripContract {

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
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"));
    }

    /** Not where something is damaged, or where an unfinished transaction is finished. */
    @Override
    protected boolean whole(String sample) {
        return !sample.matches("bad/(00|01|07|10|23|31|32|33)-.*|valid/design-layout|valid/real-.*");
    }

    /** A file in place of a folder, and folders that are no days. */
    @Override
    protected boolean foreign(String sample, String file) {
        return file.matches(".deespec/specs/sbi/[^/]+|.deespec/journal/(20251001|2025-13-45)/.*");
    }
}
