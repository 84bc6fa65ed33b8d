package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What memories were. */
final class MemoryHistory {

    /** Returns a memory as its facts up to a moment tell; nothing if there were none. */
    static Optional<MemoryView> at(MemoryView today, Instant at, Ground ground) {
        Timeline timeline = ground.timelines().current();
        var stream = new StreamId(MemoryEvent.CATEGORY, today.id());
        Optional<JsonNode> record = Optional.empty();
        Optional<Entry> last = Optional.empty();
        List<Entry> batch;
        long next = 0;
        do {
            batch = ground.journal().readStream(stream, next, Journal.PAGE);
            for (Entry entry : batch) {
                next = entry.revision() + 1;
                if (!entry.occurredAt().isAfter(at)
                        && timeline.counts(entry)
                        && ground.codec().decode(entry) instanceof Told event) {
                    record = AgentRecord.after(record, event);
                    last = Optional.of(entry);
                }
            }
        } while (batch.size() == Journal.PAGE);
        Optional<JsonNode> then = record;
        return last.flatMap(entry -> then.map(tree -> new MemoryView(
                        today.id(),
                        today.status(),
                        today.consolidates(),
                        JsonText.of(tree),
                        today.createdAt(),
                        entry.occurredAt(),
                        today.revision(),
                        entry.position().value())
                .at(at)));
    }

    private MemoryHistory() {}
}
