package dev.daybook.history;

import dev.daybook.domain.Part;
import dev.daybook.event.Catalog;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.query.Audit;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which fields a later fact and what is taken back of the same thing both touch. */
final class SameFields {

    /** So many facts of one thing are looked at. */
    private static final int FACTS_MAX = 1_000;

    /** A read model that stays behind for so long is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Ground ground;
    private final RollbackChange change;
    private final AuditQueries audit;
    private final boolean isKnown;
    private final Map<StreamId, Set<String>> undone = new HashMap<>();

    SameFields(Ground ground, RollbackChange change) {
        this.ground = ground;
        this.change = change;
        this.audit = new AuditQueries(ground.reads(AuditOperations.READ_MODEL));
        this.isKnown = change.later().isEmpty() || ground.posted("audit", change.head(), PATIENCE);
    }

    /** Returns them by the names of the part that they are of; nothing where the audit does not know yet. */
    Optional<List<String>> of(Entry later) {
        if (!isKnown) {
            return Optional.empty();
        }
        Set<String> both = new LinkedHashSet<>(touched(later));
        both.retainAll(undone.computeIfAbsent(later.stream(), this::undone));
        return Optional.of(both.stream()
                .map(field -> field.substring(field.lastIndexOf('\n') + 1))
                .distinct()
                .toList());
    }

    private Set<String> undone(StreamId thing) {
        return Stream.iterate(
                        ground.journal().readStream(thing, 0, FACTS_MAX),
                        page -> !page.isEmpty(),
                        page -> ground.journal()
                                .readStream(thing, page.getLast().revision() + 1, FACTS_MAX))
                .flatMap(List::stream)
                .filter(entry -> change.before().counts(entry) != change.after().counts(entry))
                .limit(FACTS_MAX)
                .flatMap(entry -> touched(entry).stream())
                .collect(Collectors.toSet());
    }

    /** Returns the fields that a fact changes, each behind the part of the thing that it is of. */
    private Set<String> touched(Entry entry) {
        Optional<AuditRow> row = audit.whole(entry.position().value());
        Optional<Part> part = ground.codec()
                .catalog()
                .find(entry.type())
                .map(Catalog.Type::record)
                .flatMap(record -> Optional.ofNullable(record.getAnnotation(Part.class)));
        return row.stream()
                .flatMap(audited -> audited.changedFields().stream()
                        .filter(field -> part.filter(own -> List.of(own.own()).contains(field))
                                .isEmpty())
                        .map(field -> part.filter(of -> !List.of(of.whole()).contains(field))
                                        .map(of -> place(of, audited))
                                        .orElse("")
                                + '\n'
                                + field))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What begins with a fact, such as a note, no other fact has. */
    private static String place(Part part, AuditRow row) {
        String key = part.begins() && part.key().length == 0
                ? Long.toString(row.position())
                : Arrays.stream(part.key())
                        .map(field ->
                                String.valueOf(Audit.fields(row.newValue()).get(field)))
                        .collect(Collectors.joining("/"));
        return part.value().isEmpty() ? "" : part.value() + ' ' + key;
    }
}
