package dev.daybook.importing.format;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Limits;
import dev.daybook.importing.database.DatabaseSwap;
import dev.daybook.importing.database.DatabaseWrite;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All files that a {@link Format} describes, while their tool is in use: rows of databases, and records in other files.
 * What changes in several of them at once is written to all or none, but for two databases of which the second one cannot
 * commit any more: then the whole is written again.
 */
final class FormatFiles implements FileStore {

    private final FormatTree tree;
    private final FormatStore records;
    private final RowStore rows;
    private final Set<String> databases;

    /** What is there while somebody has a database open. */
    private final Set<String> aside;

    FormatFiles(Format format, Limits limits) {
        this.tree = new FormatTree(format, limits);
        this.records = new FormatStore(format, limits);
        this.rows = new RowStore(format, limits);
        this.databases = Set.copyOf(format.databases());
        this.aside = databases.stream()
                .flatMap(file -> DatabaseSwap.ASIDE.stream().map(file::concat))
                .collect(Collectors.toSet());
    }

    @Override
    public String kind() {
        return records.kind();
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
    public List<Written> write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException {
        List<RecordFiles.Change> changes = records.changes(
                root, things.stream().filter(thing -> !rows.holds(thing)).toList(), known);
        try (var swaps = new FileSwaps()) {
            List<StreamId> inRows = things.stream().filter(rows::holds).toList();
            var written = new ArrayList<>(rows.write(
                    root,
                    inRows,
                    known,
                    () -> {
                        check.pass();
                        for (RecordFiles.Change it : changes) {
                            it.in(swaps);
                        }
                    },
                    !changes.isEmpty()));
            written.addAll(swaps.keep());
            return written;
        }
    }

    /** Also those in which others tell nothing: what the tool writes there is news. */
    @Override
    public List<Path> files(Path root, String unit) {
        return tree.forms(root).keySet().stream()
                .filter(file -> !aside.contains(file))
                .flatMap(file -> databases.contains(file)
                        ? DatabaseWrite.files(FileNames.resolve(root, file))
                        : Stream.of(FileNames.resolve(root, file)).filter(Files::isRegularFile))
                .toList();
    }
}
