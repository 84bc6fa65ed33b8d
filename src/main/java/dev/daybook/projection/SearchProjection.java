package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import java.util.List;

/** What can be found: the documents that the slices make of their events. */
public final class SearchProjection implements Projection {

    private final Documents documents = new Documents();
    private final List<Documents.Source> sources;

    public SearchProjection(List<Documents.Source> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public String name() {
        return "search";
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
