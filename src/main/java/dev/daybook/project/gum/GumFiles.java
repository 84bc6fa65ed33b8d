package dev.daybook.project.gum;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.importing.database.DatabaseWrite;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.journal.StreamId;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The caches and the database of gum while it is still in use: all of a home is one unit, called {@code main}. A command
 * is written to all of them or to none; rows in one transaction of SQLite, which waits for gum's.
 */
final class GumFiles implements FileStore {

    private static final String UNIT = "main";

    /** What stood in a tree when its files were as these stamps say. */
    private record Look(Path root, Map<Path, FileStamp> stamps, Map<StreamId, Entity> things) {}

    private final LegacySource source;
    private Optional<Look> look = Optional.empty();

    GumFiles(LegacySource source) {
        this.source = source;
    }

    @Override
    public String kind() {
        return Gum.TOOL;
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(GumShowing.CATEGORIES);
    }

    @Override
    public String unit(StreamId stream) {
        return UNIT;
    }

    @Override
    public SortedSet<String> units(Path root) {
        return new TreeSet<>(source.recognizes(root) ? List.of(UNIT) : List.of());
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        return List.copyOf(told(root).keySet());
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        return Optional.ofNullable(told(root).get(stream)).map(Entity::expected).filter(map -> !map.isEmpty());
    }

    @Override
    public void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        told(root).forEach((stream, entity) -> {
            Map<String, Object> fields = entity.expected();
            if (!fields.isEmpty()) {
                told.accept(stream, fields);
            }
        });
    }

    /** Returns the things that the files tell of, read again only where one of them stands there otherwise than before. */
    private synchronized Map<StreamId, Entity> told(Path root) throws IOException {
        if (!source.recognizes(root)) {
            throw new NoSuchFileException(root.toString(), null, "there are no files of gum");
        }
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : files(root, UNIT)) {
            FileStamp.at(file).ifPresent(stamp -> stamps.put(file, stamp));
        }
        if (look.filter(look -> look.root().equals(root) && look.stamps().equals(stamps))
                .isEmpty()) {
            var things = new LinkedHashMap<StreamId, Entity>();
            try (Reading reading = source.read(Root.of(root), Scope.ALL, Known.NOTHING)) {
                reading.forEachRemaining(result -> {
                    if (result instanceof Reading.Found(Entity entity)
                            && categories().contains(entity.stream().category())) {
                        things.put(entity.stream(), entity);
                    }
                });
            }
            look = Optional.of(new Look(root, stamps, things));
        }
        return look.get().things();
    }

    /** Returns folders that the files tell of, or did some time ago: all of one home. */
    private synchronized List<String> paths(Path root) throws IOException {
        Map<StreamId, Entity> things =
                look.isPresent() && look.get().root().equals(root) ? look.get().things() : told(root);
        return things.keySet().stream()
                .map(stream -> stream.key().replaceFirst("^" + ScanEvent.ROOT, ""))
                .filter(key -> key.startsWith("/"))
                .toList();
    }

    @Override
    public List<Path> files(Path root, String unit) {
        return Stream.concat(
                        Gum.FILES.stream().map(Gum::file).map(root::resolve).filter(Files::isRegularFile),
                        DatabaseWrite.files(root.resolve(Gum.DATABASE)))
                .toList();
    }

    @Override
    public List<Written> write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException {
        List<String> paths = paths(root);
        Map<String, FileSwap> caches = new TreeMap<>();
        for (String name : Gum.FILES) {
            caches.put(name, FileSwap.read(root, root.resolve(Gum.file(name))));
        }
        Path database = root.resolve(Gum.DATABASE);
        if (DatabaseWrite.files(database).findAny().isEmpty()) {
            return swapped(caches, shown(things, known, caches, Optional.empty(), paths), Optional.empty(), check);
        }
        try (DatabaseWrite rows = DatabaseWrite.begin(root, database)) {
            return swapped(
                    caches, shown(things, known, caches, Optional.of(rows.tables()), paths), Optional.of(rows), check);
        }
    }

    private static Map<String, byte[]> shown(
            List<StreamId> things,
            Function<StreamId, List<Recorded>> known,
            Map<String, FileSwap> caches,
            Optional<SqlTables> tables,
            List<String> paths)
            throws IOException {
        Map<String, byte[]> there = new TreeMap<>();
        caches.forEach((name, cache) -> cache.bytes().ifPresent(text -> there.put(name, text)));
        var shown = new Shown(there, tables, paths);
        things.forEach(thing -> shown.put(thing, known.apply(thing)));
        try {
            return shown.show();
        } catch (SQLException e) {
            throw new IOException(
                    "the rows of gum cannot be written (%s): nothing was changed; try again".formatted(e.getMessage()),
                    e);
        }
    }

    /** Replaces all of the caches that are to be otherwise, and commits the rows; or nothing. */
    private static List<Written> swapped(
            Map<String, FileSwap> caches, Map<String, byte[]> wanted, Optional<DatabaseWrite> rows, Check check)
            throws IOException {
        if (wanted.isEmpty() && (rows.isEmpty() || !rows.get().isChange())) {
            return List.of();
        }
        check.pass();
        try (var swaps = new FileSwaps()) {
            for (Map.Entry<String, byte[]> it : wanted.entrySet()) {
                swaps.replace(Objects.requireNonNull(caches.get(it.getKey())), it.getValue());
            }
            var written = new ArrayList<Written>();
            if (rows.isPresent()) {
                written.addAll(rows.get().commit());
            }
            written.addAll(swaps.keep());
            return written;
        }
    }
}
