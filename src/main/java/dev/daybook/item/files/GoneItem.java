package dev.daybook.item.files;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.files.ItemMapping.Known;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An item that a file does not hold: it is gone, if that file told it last. */
record GoneItem(String tool, String project, ItemId item, String file, Instant at) implements LegacySource.Entity {

    @Override
    public StreamId stream() {
        return new StreamId(ItemCommand.CATEGORY, item.text());
    }

    @Override
    public Map<String, Integer> counts() {
        return Map.of();
    }

    @Override
    public List<Fact> facts(List<Recorded> entries) {
        Known known = Known.of(entries, ProjectHistory.toldIn(tool, project));
        boolean told =
                known.file().filter(file::equals).isPresent() && known.said().isPresent();
        return told ? List.of(new Fact(new ItemEvent.Removed(item), file, at)) : List.of();
    }

    @Override
    public Map<String, Object> expected() {
        return Map.of();
    }

    @Override
    public Set<String> overridden(List<Recorded> entries) {
        return Set.of();
    }
}
