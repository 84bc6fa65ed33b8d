package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.NothingLostContract;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class DeespecNothingLostTest extends NothingLostContract {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec");

    @Override
    protected LegacySource source() {
        return new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    @Override
    protected LegacyWriter writer() {
        return new DeespecWriter();
    }

    @Override
    protected List<Path> samples() {
        return List.of(SAMPLES.resolve("valid"), SAMPLES.resolve("bad"), SAMPLES.resolve("real"));
    }

    @Override
    protected List<Path> originals() {
        return List.of(SAMPLES.resolve("originals"));
    }

    @Override
    protected boolean isOfTheTool(String folder) {
        return folder.matches("[.](?:deespec|artifacts)(?:/.*)?");
    }

    /** The state that a transaction was about to replace: the tool would finish it, so the import did. */
    @Override
    protected boolean isReplaced(String tree, String file) {
        return tree.matches("bad/(00|32)-.*") && file.endsWith("/SBI-01K6H01ZZZZZZZZZZZZZZZZZZZ/state.json");
    }
}
