package dev.daybook.rollout;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import java.util.List;

/**
 * What an earlier process may have recorded and, killed, not have come to write to the files: figures are written down
 * every now and then, and what commands changed shortly before the last ones or after them is written once more.
 */
final class Unwritten {

    /** Nobody is further behind when figures are written down. */
    private static final long MARGIN = 1_000;

    private final Journal journal;
    private final Stages stages;
    private final Units units;
    private final WriteBehind writeBehind;

    Unwritten(Journal journal, Shared with) {
        this.journal = journal;
        this.stages = with.stages();
        this.units = with.units();
        this.writeBehind = with.writeBehind();
    }

    /** Has it written: behind the journal, or with the next look at the unit, where its news have to be heard first. */
    void note(Tool tool) {
        var from = new Position(Math.max(0, stages.upTo().value() - MARGIN));
        for (String category : tool.store().categories()) {
            Selection selection = Selection.category(category);
            var page = journal.readForward(selection, from, Journal.PAGE);
            while (!page.isEmpty()) {
                page.forEach(entry -> note(tool, entry));
                page = journal.readForward(selection, page.getLast().position(), Journal.PAGE);
            }
        }
    }

    private void note(Tool tool, Entry entry) {
        boolean isFromFile = entry.metadata().source() instanceof Source.File;
        if (isFromFile || !tool.holds(entry.stream())) {
            return;
        }
        Unit unit = units.of(tool.kind(), tool.unit(entry.stream()));
        Stage stage = stages.of(tool.kind(), unit.name).stage();
        if (stage == Stage.JOURNAL) {
            writeBehind.add(tool, unit, List.of(entry.stream()));
        } else if (stage == Stage.DUAL && !tool.filesFirst()) {
            unit.unwritten(entry.stream());
        }
    }
}
