package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.masking.Masking;
import dev.daybook.masking.SecretRules;
import java.util.List;

/** What can be found: the documents that the slices make of their events. */
public final class SearchProjection implements Projection {

    private final Documents documents;
    private final SecretRules rules;
    private final List<Documents.Source> sources;

    /** @param rules by which likely secrets are masked in what can be found */
    public SearchProjection(List<Documents.Source> sources, SecretRules rules) {
        this.sources = List.copyOf(sources);
        this.rules = rules;
        this.documents = new Documents(new Masking(rules, _ -> false));
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String basis() {
        return rules.version();
    }

    @Override
    public boolean posts(StreamId stream) {
        return sources.stream().anyMatch(source -> source.posts(stream));
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        documents.remove(first.stream(), tables);
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        sources.forEach(source -> source.apply(recorded, documents, tables));
    }

    @Override
    public void flush(Tables tables) {
        documents.flush(tables);
    }

    @Override
    public void forget() {
        documents.forget();
    }

    @Override
    public void beforeLoad(Tables tables) {
        documents.beforeLoad(tables);
    }

    @Override
    public void afterLoad(Tables tables) {
        documents.afterLoad(tables);
    }
}
