package dev.daybook.sbi.deespec;

import dev.daybook.importing.Limits;
import dev.daybook.rollout.Tool;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;

/** The files of DeeSpec. In the dual stage they are written first; what they do not hold, they do not tell. */
public final class Deespec {

    /** @param zone of times that the files spell without one */
    public static ToolFiles files(ZoneId zone, InstantSource clock) {
        var source = new DeespecSource(Limits.DEFAULT, zone, clock);
        return new ToolFiles(
                source,
                new DeespecWriter(),
                (journal, codec, timelines) ->
                        new Tool(new DeespecFiles(journal, codec, timelines, source), true, false));
    }

    private Deespec() {}
}
