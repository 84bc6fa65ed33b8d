package dev.daybook.agent.hive;

import dev.daybook.agent.AgentSlice;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

final class HiveSamplesTest extends LegacyContract {

    private static final Path FOLDER = Path.of("src/test/resources/legacy/hive");
    static final List<Path> SAMPLES =
            List.of(FOLDER.resolve("valid"), FOLDER.resolve("bad"), FOLDER.resolve("generated"));

    /**
     * What the samples count otherwise: agents and sessions that a file tells of are none of the tables; who is only
     * named by others is not made up, and what names somebody who is not there is kept.
     */
    private static final Map<String, Long> OTHERWISE = Map.ofEntries(
            Map.entry("02-wrong-types agents", 1L),
            Map.entry("07-empty-files agents", 1L),
            Map.entry("10-odd-paths agents", 1L),
            Map.entry("04-dangling-references agents_placeholder", 2L),
            Map.entry("04-dangling-references sessions_placeholder", 1L),
            Map.entry("04-dangling-references project_tasks", -1L),
            Map.entry("v0-files checkpoints_db", 2L),
            Map.entry("v2-full context_sessions", 1L));

    static Format format() {
        return Hive.format(AgentSlice.mapping(Hive.TOOL), ZoneOffset.UTC, ImportFixture.CLOCK);
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

    @Override
    protected long notRead(String sample, String count) {
        return OTHERWISE.getOrDefault(sample + " " + count, 0L);
    }
}
