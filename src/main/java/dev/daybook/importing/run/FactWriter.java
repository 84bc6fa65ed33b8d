package dev.daybook.importing.run;

import dev.daybook.domain.Event;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.run.Batches.News;
import dev.daybook.importing.run.StreamHistory.Known;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Words what the files tell as facts for the journal, and leaves out what it knows. For one thread.
 *
 * @param since when the files began to be read that are being read
 */
record FactWriter(ImportContext context, String run, String kind, Root root, ChangeTimes times, Instant since) {

    /** A fact is named by its payload, which is not known before it is written. */
    private static final UUID UNNAMED = new UUID(0, 0);

    /** What a source says, however often: the fact is named by it and by how often it was said. */
    private record Statement(Source source, String type, Sha256 payload) {}

    /** Returns the writer of the next reading of the same run. */
    FactWriter since(Instant now) {
        return new FactWriter(context, run, kind, root, times, now);
    }

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
        Function<Fact, Instant> at = times.after(before(known));
        var gone = new ErasedFacts(
                known.erased(),
                () -> entity.facts(List.of()).stream()
                        .map(fact -> draft(entity.stream(), fact, since, timeline.number(), new HashMap<>()))
                        .toList());
        for (Fact fact : facts) {
            Draft draft = draft(entity.stream(), fact, at.apply(fact), timeline.number(), occurrences);
            (gone.has(draft) ? erased : drafts).add(draft);
        }
        return new News(entity.stream(), known.revision(), drafts, erased);
    }

    /** What another part of the same files told of a thing is not known before: it is a part of what is told. */
    private List<Recorded> before(Known known) {
        return known.entries().stream()
                .filter(recorded -> recorded.entry().recordedAt().isBefore(since)
                        || !recorded.entry().metadata().correlation().equals(Optional.of(run)))
                .toList();
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
