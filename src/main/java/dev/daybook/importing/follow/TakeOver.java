package dev.daybook.importing.follow;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.importing.container.Wholeness;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.LiveReading;
import dev.daybook.importing.run.LiveReading.Taken;
import dev.daybook.importing.run.OldNews;
import dev.daybook.importing.run.Run;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over at once what single files of a tree tell: for whoever is about to write to them and cannot wait for a
 * follower. All that it takes from one tree while this process lives is one run. Thread-safe.
 */
public final class TakeOver implements FileChanges, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

    /** A tool that was not stopped in the middle finishes a file in milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** A file that never stands still long enough to be read. */
    private static final int READINGS_MAX = 20;

    /** Of a larger file, to read it twice would cost more than it proves. */
    private static final int CONTENT_BYTES_MAX = 8 << 20;

    private record Tree(String kind, Path root) {}

    /** What takes over the files of a tree. */
    private record Taking(Run run, OldNews old) {}

    private final ImportContext context;
    private final Imports imports;
    private final String actor;
    private final Map<Tree, Taking> runs = new LinkedHashMap<>();

    /** @param actor who is to have asked for it */
    public TakeOver(ImportContext context, Imports imports, String actor) {
        this.context = context;
        this.imports = imports;
        this.actor = actor;
    }

    @Override
    public long take(
            String kind,
            Path root,
            List<Path> files,
            Function<StreamId, Optional<List<Recorded>>> shown,
            boolean behind,
            Set<StreamId> only)
            throws IOException {
        if (files.isEmpty()) {
            return 0;
        }
        LegacySource source = context.sources().find(root, Optional.of(kind));
        Path base = source.base(root);
        Map<String, Path> names = names(source, root, files);
        long appended = 0;
        Map<String, Path> left = names;
        for (int reading = 0; reading < READINGS_MAX && !left.isEmpty(); reading++) {
            Map<String, FileStamp> stamps = settled(left);
            var scope = new Scope.Files(left.keySet());
            Predicate<String> isSteady = text -> !names.containsKey(text)
                    || Optional.ofNullable(stamps.get(text)).equals(FileStamp.at(FileNames.resolve(base, text)));
            Taken taken = imports.soon("taking over the files of " + root, () -> {
                Taking by = taking(source, root);
                return LiveReading.take(
                        by.run,
                        context,
                        scope,
                        isSteady,
                        whole -> {
                            Reading meant = only.isEmpty() ? whole : whole.of(only);
                            return UndoneNews.of(behind ? LeastNews.of(meant, kind, by.run.root()) : meant, shown);
                        },
                        only.isEmpty() ? Optional.of(by.old) : Optional.empty());
            });
            appended += taken.appended();
            var again = new HashMap<>(names);
            again.keySet().retainAll(taken.unsteady());
            left = again;
        }
        return appended;
    }

    @Override
    public Set<StreamId> untaken(
            String kind, Path root, List<Path> files, Function<StreamId, Optional<List<Recorded>>> shown)
            throws IOException {
        if (files.isEmpty()) {
            return Set.of();
        }
        LegacySource source = context.sources().find(root, Optional.of(kind));
        Map<String, Path> names = names(source, root, files);
        settled(names);
        Root tree = taking(source, root).run.root();
        StreamHistory streams = context.history();
        var told = new HashSet<StreamId>();
        try (Reading reading = source.read(tree, new Scope.Files(names.keySet()), context.journal()::streams);
                Reading news = UndoneNews.of(LeastNews.of(reading, kind, tree), shown)) {
            news.forEachRemaining(result -> {
                if (result instanceof Reading.Found(LegacySource.Entity entity)
                        && !entity.facts(streams.of(entity.stream()).entries()).isEmpty()) {
                    told.add(entity.stream());
                }
            });
        }
        return told;
    }

    @Override
    public List<FileStore.Written> writing(Writing writing) throws IOException {
        return imports.archived().writing(writing);
    }

    private static Map<String, Path> names(LegacySource source, Path root, List<Path> files) {
        Path base = source.base(root);
        var names = new HashMap<String, Path>();
        for (Path file : files) {
            names.put(FileNames.relative(base, file), file);
        }
        return names;
    }

    /** Waits until each file stands there whole, or has had its time; returns how they stand there then. */
    private Map<String, FileStamp> settled(Map<String, Path> files) throws IOException {
        var stamps = new HashMap<String, FileStamp>();
        for (Map.Entry<String, Path> it : files.entrySet()) {
            long endNs = System.nanoTime() + PATIENCE.toNanos();
            Optional<FileStamp> stamp = FileStamp.at(it.getValue());
            while (stamp.isPresent()
                    && stamp.get().sizeBytes() <= CONTENT_BYTES_MAX
                    && !Wholeness.isBeyondBytes(it.getKey())
                    && System.nanoTime() < endNs
                    && !Wholeness.isWhole(it.getKey(), bytes(it.getValue()), context.limits())) {
                LockSupport.parkNanos(PAUSE.toNanos());
                stamp = FileStamp.at(it.getValue());
            }
            stamp.ifPresent(found -> stamps.put(it.getKey(), found));
        }
        return stamps;
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return new byte[0]; // somebody is replacing it
        }
    }

    private Taking taking(LegacySource source, Path root) {
        synchronized (runs) {
            return runs.computeIfAbsent(new Tree(source.kind(), root), _ -> {
                String project = context.projects().of(source, root, Optional.empty());
                String name = ImportContext.run(context.clock().instant());
                Run run = LiveReading.following(context, name, source, new Root(root, project), actor);
                return new Taking(run, new OldNews(context, run, true));
            });
        }
    }

    /** Ends the runs. */
    @Override
    public void close() {
        synchronized (runs) {
            for (Taking it : runs.values()) {
                try {
                    LiveReading.finish(it.run);
                } catch (RuntimeException e) {
                    LOG.warn("the end of a run is not on record: {}", e.toString());
                }
            }
            runs.clear();
        }
    }
}
