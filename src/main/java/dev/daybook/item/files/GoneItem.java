package dev.daybook.item.files;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.item.files.ItemMapping.Known;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A record that no file holds: it is gone, if the file that told it last would hold it.
 *
 * @param lost whether that file would
 */
record GoneItem(String tool, Root root, StreamId stream, RecordFacts records, Predicate<String> lost)
        implements LegacySource.Entity {

    @Override
    public boolean isOfNoFile() {
        return true;
    }

    @Override
    public List<Fact> facts(List<Recorded> entries) {
        Known known = Known.of(entries, records, ProjectHistory.toldIn(tool, root.project()));
        Optional<String> file = known.said().flatMap(_ -> known.file()).filter(lost);
        return file.<List<Fact>>map(text -> List.of(new Fact(
                        records.removed(stream.key()),
                        text,
                        entries.getLast().entry().occurredAt()))) // no record tells when it was taken out
                .orElse(List.of());
    }
}
