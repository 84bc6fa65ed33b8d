package dev.daybook.importing.export;

import dev.daybook.event.Recorded;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.LegacySource.Watched;
import dev.daybook.importing.Reading;
import dev.daybook.importing.export.InPlace.Wanted;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.ProjectHistory.Account;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files in which several tell of one thing: read by the source of their tool, and written in their
 * places by its writer. Units are projects; the first one is called {@code main}.
 */
public abstract class SourceStore implements FileStore {

    private static final String FIRST = "main";

    /** Each loses against another writer within the moment that the reading of a file takes. */
    private static final int ATTEMPTS_MAX = 10;

    /** Nobody moves more projects at a time. */
    private static final int ROOTS_MAX = 16;

    /**
     * A project as it was read.
     *
     * @param stamps how its files stood there just before
     */
    private record Look(Map<Path, FileStamp> stamps, Set<StreamId> things) {}

    private final Map<Path, Look> looks = new HashMap<>();
    private final Journal journal;
    private final LegacySource source;
    private final InPlace inPlace;

    private final Described files;

    /** Writes the files of the things that the book holds. */
    public interface Writing {

        /** Returns what is to be added besides to files to which others add, too. */
        List<Addition> write(Path base, ProjectHistory book, ExportTree tree) throws IOException;
    }

    /** What is to be added to a file, whatever is added to it until then. */
    public record Addition(String file, Adding adding) {}

    public interface Adding {

        /** Returns the file with what is to be in it; nothing if it is in it. */
        Optional<byte[]> to(byte[] before) throws IOException;
    }

    /**
     * What a tool says of its files.
     *
     * @param category of the streams of the things
     * @param isThing whether the files describe one: what they only refer to is none
     * @param usual the file in which a thing usually stands: looked at first
     * @param others files that are written besides those that told of a thing
     * @param left files that are left to the tool
     * @param isShared whether a file holds other things as well: it is not removed with one of them
     * @param isEnd whether a thing is gone after that
     */
    public record Described(
            String category,
            Predicate<Entity> isThing,
            Function<StreamId, String> usual,
            List<String> others,
            Set<String> left,
            Predicate<String> isShared,
            Predicate<Recorded> isEnd,
            Writing writing) {}

    protected SourceStore(Journal journal, LegacySource source, InPlace inPlace, Described files) {
        this.journal = journal;
        this.source = source;
        this.inPlace = inPlace;
        this.files = files;
    }

    @Override
    public final String kind() {
        return source.kind();
    }

    @Override
    public final SortedSet<String> categories() {
        return new TreeSet<>(List.of(files.category()));
    }

    @Override
    public final String unit(StreamId stream) {
        return journal.readStream(stream, 0, 1).stream()
                .flatMap(first -> first.metadata().file(kind()).stream())
                .map(file -> file.project().name())
                .filter(project -> !project.isEmpty())
                .findFirst()
                .orElse(FIRST);
    }

    @Override
    public final SortedSet<String> units(Path root) throws IOException {
        return told(root).stream().map(this::unit).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public final List<StreamId> things(Path root, String unit) throws IOException {
        return told(root).stream().filter(stream -> unit(stream).equals(unit)).toList();
    }

    /** In one pass: a thing may be told of in any file, so that each look for one may read them all. */
    @Override
    public final void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        base(root);
        things(root, Scope.ALL).forEach((stream, entity) -> {
            if (unit(stream).equals(unit)) {
                told.accept(stream, entity.expected());
            }
        });
    }

    /** Returns the things that the files tell of, read again only where a file stands there otherwise than before. */
    private synchronized Set<StreamId> told(Path root) throws IOException {
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : files(root, FIRST)) {
            FileStamp.at(file).ifPresent(fileStamp -> stamps.put(file, fileStamp));
        }
        Look look = looks.get(root);
        if (look == null || !look.stamps().equals(stamps)) {
            look = new Look(stamps, Set.copyOf(things(root, Scope.ALL).keySet()));
            if (looks.size() >= ROOTS_MAX) {
                looks.clear();
            }
            looks.put(root, look);
        }
        return look.things();
    }

    @Override
    public final Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        base(root);
        Map<StreamId, Entity> near =
                things(root, new Scope.Files(Set.of(files.usual().apply(stream))));
        return Optional.ofNullable(
                        near.containsKey(stream)
                                ? near.get(stream)
                                : things(root, Scope.ALL).get(stream))
                .map(Entity::expected);
    }

    private Map<StreamId, Entity> things(Path root, Scope scope) {
        var things = new HashMap<StreamId, Entity>();
        try (Reading reading = source.read(Root.of(root), scope, Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                if (result instanceof Reading.Found(Entity entity)
                        && entity.stream().category().equals(files.category())
                        && files.isThing().test(entity)) {
                    things.put(entity.stream(), entity);
                }
            });
        }
        return things;
    }

    @Override
    public final List<Written> write(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException {
        var there = new ArrayList<Account>();
        var ended = new ArrayList<Account>();
        for (StreamId thing : things) {
            List<Recorded> entries = known.apply(thing);
            if (!entries.isEmpty() && files.isEnd().test(entries.getLast())) {
                ended.add(new Account(thing, entries.subList(0, entries.size() - 1)));
            } else {
                there.add(new Account(thing, entries));
            }
        }
        return changed(base(root), there, ended, check);
    }

    @Override
    public final List<Written> remove(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> before, Check check)
            throws IOException {
        var ended = things.stream()
                .map(thing -> new Account(thing, before.apply(thing)))
                .toList();
        return changed(base(root), List.of(), ended, check);
    }

    /** All of the files of all things, or none. */
    private List<Written> changed(Path base, List<Account> there, List<Account> ended, Check check) throws IOException {
        var additions = new ArrayList<Addition>();
        List<Wanted> wanted = there.isEmpty()
                ? List.of()
                : inPlace.wanted(
                        base,
                        there,
                        named(there),
                        files.left(),
                        (book, tree) -> additions.addAll(files.writing().write(base, book, tree)));
        var gone = new ArrayList<FileSwap>();
        for (Account each : ended) { // those that it had when it was still there
            Set<String> names = inPlace.names(
                    List.of(each),
                    named(List.of(each)),
                    (book, tree) -> files.writing().write(base, book, tree));
            names.removeIf(files.isShared());
            for (String name : names) {
                FileSwap file = FileSwap.read(base, FileNames.resolve(base, name));
                if (file.bytes().isPresent()) {
                    gone.add(file);
                }
            }
        }
        if (wanted.isEmpty() && gone.isEmpty() && !isToBeAdded(base, additions)) {
            return List.of();
        }
        check.pass();
        try (var swaps = new FileSwaps()) {
            for (Addition it : additions) {
                add(base, it, swaps);
            }
            for (Wanted it : wanted) {
                swaps.replace(it.file(), it.bytes());
            }
            for (FileSwap it : gone) {
                swaps.remove(it);
            }
            List<Written> written = swaps.keep();
            for (FileSwap it : gone) {
                InPlace.removeEmpty(base, it.file());
            }
            return written;
        }
    }

    private static boolean isToBeAdded(Path base, List<Addition> additions) throws IOException {
        for (Addition it : additions) {
            if (with(FileSwap.read(base, FileNames.resolve(base, it.file())), it)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<byte[]> with(FileSwap file, Addition it) throws IOException {
        return it.adding().to(file.bytes().orElseGet(() -> new byte[0]));
    }

    /** What others add meanwhile stays: it is read again. */
    private static void add(Path base, Addition it, FileSwaps swaps) throws IOException {
        Path path = FileNames.resolve(base, it.file());
        for (int attempt = 1; ; attempt++) {
            FileSwap file = FileSwap.read(base, path);
            Optional<byte[]> with = with(file, it);
            if (with.isEmpty()) {
                return;
            }
            try {
                swaps.replace(file, with.get());
                return;
            } catch (FilesChanged e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private Set<String> named(List<Account> accounts) {
        Set<String> named = new LinkedHashSet<>(files.others());
        accounts.stream()
                .flatMap(account -> account.entries().stream())
                .flatMap(recorded -> recorded.entry().metadata().file(kind()).stream())
                .map(Source.File::path)
                .forEach(named::add);
        return named;
    }

    @Override
    public final List<Path> files(Path root, String unit) throws IOException {
        base(root);
        Path top = root.toAbsolutePath().normalize();
        var files = new TreeSet<Path>();
        for (Watched it : source.watched(top)) {
            if (Files.isDirectory(it.folder(), LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> all = Files.walk(it.folder(), it.below() ? Integer.MAX_VALUE : 1)) {
                    all.filter(Files::isRegularFile)
                            .filter(path -> it.below() || source.isOwn(top, FileNames.relative(top, path)))
                            .forEach(files::add);
                } catch (UncheckedIOException e) { // it was removed meanwhile
                    throw e.getCause();
                }
            }
        }
        return List.copyOf(files);
    }

    private Path base(Path root) throws IOException {
        if (!source.recognizes(root)) {
            throw new NoSuchFileException(root.toString(), null, "there is no project of the tool");
        }
        return source.base(root);
    }
}
