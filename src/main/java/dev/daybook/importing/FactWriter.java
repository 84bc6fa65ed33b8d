package dev.daybook.importing;

import dev.daybook.domain.Event;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Batches.News;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.StreamHistory.Known;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Words what the files tell as facts for the journal, and leaves out what it knows. For one thread. */
record FactWriter(ImportContext context, String run, String kind, Root root, Dating dating) {

    /** A fact is named by its payload, which is not known before it is written. */
    private static final UUID UNNAMED = new UUID(0, 0);

    /** Says when something has happened. */
    interface Dating {

        /** Takes the word of the files for it. */
        Dating BY_FILES = (fact, _) -> fact.occurredAt();

        Instant at(Fact fact, Known known);
    }

    /** What a source says, however often: the fact is named by it and by how often it was said. */
    private record Statement(Source source, String type, Sha256 payload) {}

    News news(Entity entity, Known known) {
        Timeline timeline = context.timelines().current();
        List<Fact> facts = entity.facts(known.entries());
        if (facts.isEmpty()) {
            return new News(entity.stream(), known.revision(), List.of(), List.of());
        }
        var occurrences = new HashMap<Statement, Integer>();
        for (Recorded it : known.entries()) {
            Entry entry = it.entry();
            occurrences.merge(
                    new Statement(
                            entry.metadata().source(),
                            entry.type(),
                            entry.payload().hash()),
                    1,
                    Integer::sum);
        }
        var drafts = new ArrayList<Draft>(facts.size());
        var erased = new ArrayList<Draft>();
        for (Fact fact : facts) {
            Instant at = dating.at(fact, known);
            Draft draft = draft(entity.stream(), fact, at, timeline.number(), occurrences);
            (known.erased().contains(draft.payload().hash()) ? erased : drafts).add(draft);
        }
        return new News(entity.stream(), known.revision(), drafts, erased);
    }

    private Draft draft(StreamId stream, Fact fact, Instant at, int timeline, Map<Statement, Integer> occurrences) {
        Metadata metadata = metadata(fact.file());
        Draft draft = context.codec().draft(UNNAMED, stream, fact.event(), metadata, at);
        Sha256 hash = draft.payload().hash();
        int occurrence = occurrences.merge(new Statement(metadata.source(), draft.type(), hash), 1, Integer::sum);
        return new Draft(
                EventIds.derived(
                        kind,
                        stream.toString(),
                        root.qualified(fact.file()),
                        draft.type(),
                        hash.toString(),
                        Integer.toString(timeline),
                        Integer.toString(occurrence)),
                stream,
                draft.type(),
                draft.version(),
                draft.payload(),
                draft.blobs(),
                metadata,
                draft.occurredAt());
    }

    private Metadata metadata(String file) {
        return Metadata.of("import:" + kind, root.source(kind, file)).correlatedWith(run);
    }

    /** Names what was rejected: the same bytes of the same file for the same reason have the same name in every run. */
    UUID rejectedId(Finding because, String file, byte[] raw) {
        return EventIds.derived(
                kind,
                "rejected",
                root.qualified(file),
                because.where(),
                because.code(),
                Sha256.hash(raw).toString());
    }

    /** Words a fact about the run that a file is the reason of. */
    Draft because(String file, UUID id, StreamId stream, Event event, Instant at) {
        return context.codec().draft(id, stream, event, metadata(file), at);
    }

    /** Words a fact about the run itself. */
    Draft own(String actor, UUID id, StreamId stream, Event event, Instant at) {
        return context.codec()
                .draft(id, stream, event, Metadata.of(actor, "import:" + kind).correlatedWith(run), at);
    }
}
