package dev.daybook.code.scout;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import dev.daybook.item.files.ItemMapping;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

final class CodeScoutSamplesTest extends LegacyContract {

    private static final Path FOLDER = Path.of("src/test/resources/legacy/codescout");
    static final List<Path> SAMPLES =
            List.of(FOLDER.resolve("valid"), FOLDER.resolve("bad"), FOLDER.resolve("generated"));

    static Format format() {
        return CodeScout.format(new ItemMapping(), ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    @Override
    protected LegacySource source() {
        return format().source(Limits.DEFAULT);
    }

    @Override
    protected LegacyWriter writer() {
        return format().writer(Limits.DEFAULT);
    }

    @Override
    protected List<Path> samples() {
        return SAMPLES;
    }

    /** A project inside another one has an index of its own: {@link CodeScoutTest} imports it by itself. */
    @Override
    protected boolean reads(String file) {
        return !file.startsWith("other/");
    }

    /** One sample has thousands of rows. */
    @Override
    protected int killsMax() {
        return Math.min(6, super.killsMax());
    }

    /** The files of a report are those that are imported, not those that a row is about. */
    @Override
    protected String named(String count) {
        return count.equals("files") ? "source_files" : count;
    }
}
