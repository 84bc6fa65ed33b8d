package dev.daybook.importing.format;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The mapping of a tool whose files are kept whole: no stream is a record of theirs. */
final class NoRecords implements RecordMapping {

    @Override
    public Set<String> categories() {
        return Set.of(FileEntity.CATEGORY);
    }

    @Override
    public String category(String kind) {
        return FileEntity.CATEGORY;
    }

    @Override
    public String name(String kind, String key) {
        return key;
    }

    @Override
    public Optional<Named> named(String category, String name) {
        return Optional.empty();
    }

    @Override
    public Map<String, Object> fields(Json record) {
        return Map.of();
    }

    @Override
    public Entity found(String tool, Root root, FileRecord record) {
        throw none(record.kind());
    }

    @Override
    public Entity gone(String tool, Root root, StreamId stream, Predicate<String> lost) {
        throw none(stream.toString());
    }

    @Override
    public RecordState said(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
        return new RecordState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static IllegalStateException none(String what) {
        return new IllegalStateException("the format has no records, and '%s' is one".formatted(what));
    }
}
