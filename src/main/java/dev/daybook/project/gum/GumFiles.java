package dev.daybook.project.gum;

import dev.daybook.event.Recorded;
import dev.daybook.importing.FileStamp;
import dev.daybook.importing.FileStore;
import dev.daybook.importing.FileSwap;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.importing.SqlTables;
import dev.daybook.journal.StreamId;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int BUSY_TIMEOUT_MS = 5_000;

    /** gum takes no locks on its caches: a few times in a row is chance. */
    private static final int ATTEMPTS_MAX = 5;

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
                        Store.CACHES.stream().map(store -> Gum.CACHE + store.name()),
                        Stream.of(Gum.DATABASE, Gum.DATABASE + "-wal", Gum.CWDS, Gum.CONFIG, Gum.LIST))
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    @Override
    public long write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known) throws IOException {
        List<String> paths = paths(root);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Optional<Long> bytes = attempted(root, things, known, paths);
            if (bytes.isPresent()) {
                return bytes.get();
            }
        }
        throw new IOException("%s is being written by gum all the time: nothing was changed; try again"
                .formatted(root.resolve(Gum.CACHE)));
    }

    /** Returns nothing, and has changed nothing, if one of the caches was written meanwhile. */
    private static Optional<Long> attempted(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, List<String> paths)
            throws IOException {
        Map<String, FileSwap> swaps = new TreeMap<>();
        for (String name : Stream.concat(Store.CACHES.stream().map(Store::name), Gum.TEXTS.stream())
                .toList()) {
            swaps.put(name, FileSwap.read(root, root.resolve(Gum.file(name))));
        }
        Map<String, byte[]> caches = new TreeMap<>();
        swaps.forEach((name, swap) -> swap.bytes().ifPresent(text -> caches.put(name, text)));
        Path database = root.resolve(Gum.DATABASE);
        if (!Files.isRegularFile(database) || Files.size(database) == 0) {
            try {
                return swapped(swaps, shown(things, known, caches, Optional.empty(), paths));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
                statement.execute("BEGIN IMMEDIATE");
                Map<String, byte[]> wanted = Map.of();
                boolean done = false;
                try {
                    wanted = shown(things, known, caches, Optional.of(SqlTables.of(connection)), paths);
                    Optional<Long> bytes = swapped(swaps, wanted);
                    if (bytes.isPresent()) {
                        long rows = changes(connection);
                        statement.execute("COMMIT");
                        done = true;
                        return bytes.map(number -> number + rows);
                    }
                    return bytes;
                } finally {
                    if (!done) {
                        takeBack(root, swaps, wanted);
                        statement.execute("ROLLBACK");
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException(
                    "%s cannot be written (%s): nothing was changed; try again".formatted(database, e.getMessage()), e);
        }
    }

    /** Brings the caches back that hold what was wanted: what gum wrote meanwhile stays. */
    private static void takeBack(Path root, Map<String, FileSwap> swaps, Map<String, byte[]> wanted)
            throws IOException {
        var ours = new ArrayList<FileSwap>();
        for (Map.Entry<String, byte[]> each : wanted.entrySet()) {
            FileSwap swap = swaps.get(each.getKey());
            if (swap != null && FileSwap.read(root, swap.file()).holds(each.getValue())) {
                ours.add(swap);
            }
        }
        FileSwap.restore(ours);
    }

    private static long changes(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT total_changes()")) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    private static Map<String, byte[]> shown(
            List<StreamId> things,
            Function<StreamId, List<Recorded>> known,
            Map<String, byte[]> caches,
            Optional<SqlTables> tables,
            List<String> paths)
            throws IOException, SQLException {
        var shown = new Shown(caches, tables, paths);
        things.forEach(thing -> shown.put(thing, known.apply(thing)));
        return shown.show();
    }

    /** Replaces all of the caches that are to be otherwise, or none. */
    private static Optional<Long> swapped(Map<String, FileSwap> swaps, Map<String, byte[]> wanted) throws IOException {
        var done = new ArrayList<FileSwap>();
        long bytes = 0;
        boolean all = false;
        try {
            for (Map.Entry<String, byte[]> it : wanted.entrySet()) {
                FileSwap swap = swaps.get(it.getKey());
                if (swap == null || !swap.replace(it.getValue())) {
                    return Optional.empty();
                }
                done.add(swap);
                bytes += it.getValue().length;
            }
            all = true;
            return Optional.of(bytes);
        } finally {
            if (!all) {
                FileSwap.restore(done);
            }
        }
    }
}
