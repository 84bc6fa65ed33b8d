package dev.daybook.sbi.deespec;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.FileNames;
import dev.daybook.importing.FileStamp;
import dev.daybook.importing.FileStore;
import dev.daybook.importing.InPlace;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.importing.ProjectHistory.Account;
import dev.daybook.importing.Reading;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of DeeSpec, one SBI at a time: its specification, the outputs of its turns, its state and metadata, and its
 * entries in the tool's journal. Units are projects; the first one is called {@code main}.
 *
 * <p>Lines of a journal are only added. Rows of a database and the state that all SBIs share are left to the tool.
 */
public final class DeespecFiles implements FileStore {

    private static final String CATEGORY = "sbi";
    private static final String FIRST = "main";

    /** What several SBIs stand in. */
    private static final Set<String> SHARED = Set.of(ClaimEdits.SHARED, ProjectDatabase.FILE);

    /** Nobody moves more projects at a time. */
    private static final int ROOTS_MAX = 16;

    /**
     * A project as it was read.
     *
     * @param stamps how its files stood there just before
     */
    private record Look(Map<Path, FileStamp> stamps, Set<StreamId> tasks) {}

    private final Map<Path, Look> looks = new HashMap<>();
    private final Journal journal;
    private final DeespecSource source;
    private final InPlace inPlace;

    public DeespecFiles(Journal journal, Codec codec, Timelines timelines, DeespecSource source) {
        this.journal = journal;
        this.source = source;
        this.inPlace = new InPlace(journal, codec, timelines, new DeespecWriter());
    }

    @Override
    public String kind() {
        return DeespecSource.KIND;
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of(CATEGORY));
    }

    @Override
    public String unit(StreamId stream) {
        return journal.readStream(stream, 0, 1).stream()
                .flatMap(first -> first.metadata().file(DeespecSource.KIND).stream())
                .map(file -> file.project().name())
                .filter(project -> !project.isEmpty())
                .findFirst()
                .orElse(FIRST);
    }

    @Override
    public SortedSet<String> units(Path root) throws IOException {
        return told(root).stream().map(this::unit).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        return told(root).stream()
                .filter(streamId -> unit(streamId).equals(unit))
                .toList();
    }

    /** In one pass: a task may be told of in any file, so that each look for one may read them all. */
    @Override
    public void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        base(root);
        tasks(root, Scope.ALL).forEach((stream, entity) -> {
            if (unit(stream).equals(unit)) {
                told.accept(stream, entity.expected());
            }
        });
    }

    /** Returns the tasks that the files tell of, read again only where a file stands there otherwise than before. */
    private synchronized Set<StreamId> told(Path root) throws IOException {
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : all(root)) {
            FileStamp.at(file).ifPresent(fileStamp -> stamps.put(file, fileStamp));
        }
        Look look = looks.get(root);
        if (look == null || !look.stamps().equals(stamps)) {
            look = new Look(stamps, Set.copyOf(tasks(root, Scope.ALL).keySet()));
            if (looks.size() >= ROOTS_MAX) {
                looks.clear();
            }
            looks.put(root, look);
        }
        return look.tasks();
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        base(root);
        Map<StreamId, Entity> near =
                tasks(root, new Scope.Files(Set.of(".deespec/specs/sbi/" + stream.key() + "/state.json")));
        Entity found = near.containsKey(stream)
                ? near.get(stream)
                : tasks(root, Scope.ALL).get(stream);
        return Optional.ofNullable(found).map(Entity::expected);
    }

    private Map<StreamId, Entity> tasks(Path root, Scope scope) {
        var tasks = new HashMap<StreamId, Entity>();
        try (Reading reading = source.read(Root.of(root), scope, Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                // what only something else refers to is none
                if (result instanceof Reading.Found(Entity entity)
                        && entity.stream().category().equals(CATEGORY)
                        && entity.counts().containsKey("sbis")) {
                    tasks.put(entity.stream(), entity);
                }
            });
        }
        return tasks;
    }

    @Override
    public long write(Path root, StreamId stream, List<Recorded> entries) throws IOException {
        boolean gone = !entries.isEmpty() && entries.getLast().event() instanceof SbiEvent.Deleted;
        if (gone) {
            return removed(root, stream, entries.subList(0, entries.size() - 1));
        }
        Path base = base(root);
        return inPlace.write(
                base, new Account(stream, entries), named(entries), SHARED, (book, tree) -> write(base, book, tree));
    }

    @Override
    public void remove(Path root, StreamId stream, List<Recorded> entries) throws IOException {
        removed(root, stream, entries);
    }

    private static Set<String> named(List<Recorded> entries) {
        Set<String> files = new LinkedHashSet<>(List.of(SharedJournals.VAR, SharedJournals.ROOT));
        entries.stream()
                .flatMap(recorded -> recorded.entry().metadata().file(DeespecSource.KIND).stream())
                .map(Source.File::path)
                .forEach(files::add);
        return files;
    }

    private static void write(Path base, ProjectHistory book, ExportTree tree) throws IOException {
        var files = new WholeFiles(book, tree);
        try (var sheets = new SharedJournals(tree.scratch());
                var database = ProjectDatabase.none()) {
            new SourceEra(book, tree, files, sheets, database).write();
            for (Map.Entry<String, List<NewEntry>> it : sheets.added().entrySet()) {
                SharedJournals.appended(FileNames.resolve(base, it.getKey()), it.getValue())
                        .ifPresent(bytes -> tree.write(it.getKey(), bytes));
            }
        }
    }

    /** Removes the files that the SBI had when it was still there. */
    private long removed(Path root, StreamId stream, List<Recorded> before) throws IOException {
        Path base = base(root);
        Set<String> names = new LinkedHashSet<>(
                inPlace.names(new Account(stream, before), named(before), (book, tree) -> write(base, book, tree)));
        names.removeIf(text -> SHARED.contains(text) || text.contains("journal"));
        return InPlace.remove(base, names);
    }

    @Override
    public List<Path> files(Path root, String unit) throws IOException {
        return all(root);
    }

    private List<Path> all(Path root) throws IOException {
        Path folder = base(root).resolve(".deespec");
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) { // it was removed meanwhile
            throw e.getCause();
        }
    }

    private Path base(Path root) throws IOException {
        if (!source.recognizes(root)) {
            throw new NoSuchFileException(root.toString(), null, "there is no project of the tool");
        }
        return source.base(root);
    }
}
