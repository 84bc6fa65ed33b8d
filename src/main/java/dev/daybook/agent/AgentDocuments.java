package dev.daybook.agent;

import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.item.ItemRecord;
import dev.daybook.item.MemberDocuments;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Tables;
import java.util.Map;

/** What can be found of agents, their tasks, messages, contexts and memories. */
final class AgentDocuments implements Documents.Source {

    @Override
    public boolean posts(StreamId stream) {
        return Kind.of(stream.category()).isPresent();
    }

    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        if (recorded.event() instanceof MemoryEvent memory) {
            new MemoryDocument(
                            documents.subject(MemoryEvent.CATEGORY, memory.id(), MemoryView.KNOWN, recorded, tables),
                            documents,
                            tables)
                    .apply(memory, recorded.entry().revision() > 0);
        } else if (recorded.event() instanceof Told event) {
            var record = new MemberDocuments(
                    documents.subject(event.kind().category(), event.id(), "", recorded, tables),
                    event.id(),
                    documents,
                    tables);
            switch (event) {
                case Told.Gone _ -> record.removed();
                case Told.Whole _ ->
                    record.recorded(
                            event.set().entrySet().stream()
                                    .map(member -> Map.entry(
                                            member.getKey().isEmpty() ? "" : ItemRecord.member(member.getKey()),
                                            JsonText.tree(member.getValue()))),
                            recorded.entry().revision() > 0);
                default -> record.revised(event.set(), event.unset());
            }
        }
    }
}
