package dev.daybook.slice;

import dev.daybook.domain.Command;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Domain;
import dev.daybook.domain.Event;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.Facts;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Journal;
import dev.daybook.masking.SecretRules;
import dev.daybook.operation.Catalogue;
import dev.daybook.projection.AuditProjection;
import dev.daybook.projection.Projection;
import dev.daybook.projection.SearchProjection;
import dev.daybook.query.ConsistencyQueries.Check;
import dev.daybook.query.Reads;
import dev.daybook.rollout.Tool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All slices, as each engine wants to know them. Immutable.
 *
 * @param rules by which likely secrets are found in what happens to their things
 */
public record Slices(List<Slice> all, SecretRules rules) {

    public Slices {
        all = List.copyOf(all);
    }

    /** Returns the same, with secrets found by other rules. */
    public Slices with(SecretRules other) {
        return new Slices(all, other);
    }

    public Facts facts() {
        return Facts.of(all.stream().map(Slice::facts).toList());
    }

    public List<Domain> domains() {
        return list(Slice::domains);
    }

    /** Returns the rules by the categories of their streams. */
    public Map<String, Decider<Command, Object, Event>> deciders() {
        return domains().stream().collect(Collectors.toUnmodifiableMap(Domain::category, Domain::decider));
    }

    /**
     * Returns what makes the read models: those of the slices, and what is made of all of them.
     *
     * @param blobs the large values that entries refer to
     */
    public List<Supplier<? extends Projection>> projections(Catalog catalog, Supplier<Blobs> blobs) {
        return Stream.of(
                        list(Slice::projections).stream(),
                        list(slice -> slice.overall(rules, blobs)).stream(),
                        Stream.<Supplier<? extends Projection>>of(
                                () -> new SearchProjection(list(Slice::documents), rules),
                                () -> new AuditProjection(catalog)))
                .<Supplier<? extends Projection>>flatMap(all -> all)
                .toList();
    }

    /** As {@link Slice#fields}, of all categories. */
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var fields = new HashMap<String, Function<String, Optional<Map<String, Object>>>>();
        all.forEach(slice -> fields.putAll(slice.fields(reads)));
        return Map.copyOf(fields);
    }

    /** As {@link Slice#questions}, of all slices. */
    public Map<String, Runnable> questions(Reads reads) {
        var questions = new HashMap<String, Runnable>();
        all.forEach(slice -> questions.putAll(slice.questions(reads)));
        return Map.copyOf(questions);
    }

    public List<Check> checks() {
        return list(Slice::checks);
    }

    public List<Reference> references() {
        return list(Slice::references);
    }

    public List<Figure> figures(Ground ground) {
        return list(slice -> slice.figures(ground));
    }

    public Summaries summaries() {
        return new Summaries(list(Slice::summaries));
    }

    public Briefings briefings() {
        return new Briefings(list(Slice::briefings));
    }

    public List<Health> health() {
        return list(Slice::health);
    }

    public List<Chore> chores() {
        return list(Slice::chores);
    }

    public Catalogue<Ground> catalogue() {
        return new Catalogue<>(list(Slice::operations));
    }

    private List<ToolFiles> files() {
        return list(Slice::files);
    }

    public LegacySources sources() {
        return new LegacySources(files().stream().map(ToolFiles::source).toList());
    }

    public List<LegacyWriter> writers() {
        return files().stream().map(ToolFiles::writer).toList();
    }

    public List<Tool> tools(Journal journal, Codec codec, Timelines timelines) {
        return files().stream()
                .map(files -> files.rollout().tool(journal, codec, timelines))
                .toList();
    }

    private <T> List<T> list(Function<Slice, List<T>> part) {
        return all.stream().flatMap(slice -> part.apply(slice).stream()).toList();
    }
}
