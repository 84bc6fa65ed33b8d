package dev.daybook.importing;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * All files that a {@link Format} describes, while their tool is in use: rows of databases, and records in other files.
 * What changes in several of them at once is written one file after the other: a database that fails keeps those before
 * it written, and the whole is written again.
 */
final class FormatFiles implements FileStore {

    private final FormatSource source;
    private final FormatStore records;
    private final RowStore rows;

    FormatFiles(Format format, Limits limits) {
        this.source = new FormatSource(format, limits);
        this.records = new FormatStore(format, limits);
        this.rows = new RowStore(format, limits);
    }

    @Override
    public String kind() {
        return source.kind();
    }

    @Override
    public SortedSet<String> categories() {
        return records.categories();
    }

    @Override
    public boolean holds(StreamId stream) {
        return rows.holds(stream) || records.holds(stream);
    }

    @Override
    public String unit(StreamId stream) {
        return records.unit(stream);
    }

    @Override
    public SortedSet<String> units(Path root) {
        return records.units(root);
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        var things = new ArrayList<>(records.things(root, unit));
        rows.each(root, unit, (thing, _) -> things.add(thing));
        return things;
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        return rows.holds(stream) ? rows.fields(root, stream) : records.fields(root, stream);
    }

    @Override
    public void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        rows.each(root, unit, told);
        records.each(root, unit, told);
    }

    @Override
    public long write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known) throws IOException {
        long bytes = records.write(
                root, things.stream().filter(thing -> !rows.holds(thing)).toList(), known);
        return bytes + rows.write(root, things.stream().filter(rows::holds).toList(), known);
    }

    /** Also those in which others tell nothing: what the tool writes there is news. */
    @Override
    public List<Path> files(Path root, String unit) {
        return source.forms(root).keySet().stream()
                .map(file -> FileNames.resolve(root, file))
                .filter(Files::isRegularFile)
                .toList();
    }
}
