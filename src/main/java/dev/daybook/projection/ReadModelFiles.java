package dev.daybook.projection;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the read models in their folder: which is live, which is left over, which is fit to answer from. */
final class ReadModelFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModelFiles.class);

    private static final Pattern SCRATCH = Pattern.compile("verify-[a-z]+-(\\d{1,18})-\\d{1,9}\\.db");
    private static final AtomicInteger SCRATCHES = new AtomicInteger();

    /** A live file, and why its rows have to be made anew, if they do. */
    record Live(Generation generation, Optional<String> anew) {}

    private final Path folder;
    private final Manifest manifest;
    private final Journal journal;

    ReadModelFiles(Path folder, Manifest manifest, Journal journal) {
        this.folder = folder;
        this.manifest = manifest;
        this.journal = journal;
    }

    /**
     * Returns the live file of a projection. One that is damaged, missing, of another version, or made of another
     * journal is replaced by one with empty tables: better no rows for a while than rows of things that never were.
     *
     * @throws TablesFailed if there is no room to open it, or too many files are open: nothing is wrong with it then, and it
     *     stays where it is
     */
    Live live(Ddl ddl) {
        Optional<String> named = manifest.of(ddl.name()).live();
        if (named.isEmpty()) {
            Optional<String> why = manifest.lost().or(() -> Optional.of("it has no file yet"));
            return empty(ddl, journal.head().equals(Position.START) ? Optional.empty() : why);
        }
        String name = named.get();
        Path file = folder.resolve(name);
        if (Manifest.version(name) != ddl.version()) {
            return empty(
                    ddl,
                    Optional.of("its tables are of version %d, this program has version %d"
                            .formatted(Manifest.version(name), ddl.version())));
        }
        if (Files.notExists(file)) {
            LOG.warn("the file {} of the read model {} is missing", file, ddl.name());
            return empty(ddl, Optional.of("its file %s is missing".formatted(name)));
        }
        try {
            Generation generation = Generation.open(file, ddl);
            Optional<String> foreign = foreign(journal, generation.checkpoint().madeOf());
            if (foreign.isEmpty()) {
                return new Live(generation, unbuilt(journal, generation.checkpoint()));
            }
            generation.close();
            return replaced(file, ddl, foreign.get());
        } catch (TablesFailed e) {
            if (e.isForWantOfRoom() || e.isForWantOfFiles()) {
                throw e;
            }
            return replaced(file, ddl, "its file %s cannot be used (%s)".formatted(name, e.getMessage()));
        }
    }

    /** Returns the live file of a projection if it is fit to answer from; changes nothing. */
    Optional<Generation> whole(Ddl ddl) {
        Optional<Path> file = manifest.of(ddl.name())
                .live()
                .filter(text -> Manifest.version(text) == ddl.version())
                .map(folder::resolve)
                .filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Generation generation = Generation.open(file.get(), ddl);
        if (foreign(journal, generation.checkpoint().madeOf()).isEmpty()) {
            return Optional.of(generation);
        }
        generation.close();
        return Optional.empty();
    }

    /** Returns why rows are not whole of which none was ever made: whoever was to build them has not come to it. */
    static Optional<String> unbuilt(Journal journal, Generation.Checkpoint checkpoint) {
        boolean nothing =
                checkpoint.position().equals(Position.START) && journal.head().isAfter(Position.START);
        return nothing ? Optional.of("its rows were not built yet") : Optional.empty();
    }

    private Live replaced(Path file, Ddl ddl, String why) {
        Path now = SetAsideFiles.move(file);
        LOG.warn("the read model {} is set aside: {}; it is in {}", ddl.name(), why, now);
        return empty(ddl, Optional.of("%s; what was there is in %s".formatted(why, now)));
    }

    /** Returns how rows that are made of the entries up to {@code madeOf} do not fit the journal, if they do not. */
    static Optional<String> foreign(Journal journal, Link madeOf) {
        if (journal.has(madeOf)) {
            return Optional.empty();
        }
        Position head = journal.head();
        return Optional.of(
                madeOf.position().isAfter(head)
                        ? "it was made of entries up to position %s, but the journal ends at %s: entries were lost, or an older copy was put back"
                                .formatted(madeOf.position(), head)
                        : "it was made of another journal, which has another entry at position %s"
                                .formatted(madeOf.position()));
    }

    private Live empty(Ddl ddl, Optional<String> why) {
        why.ifPresent(text -> LOG.info("the read model {} is built anew: {}", ddl.name(), text));
        Manifest.Roles old = manifest.of(ddl.name());
        String file = manifest.next(ddl);
        Generation generation = Generation.create(folder.resolve(file), ddl, true);
        // A file of this version that is not taken is none to go back to.
        Optional<String> previous = old.live()
                .filter(text -> Manifest.version(text) != ddl.version())
                .or(old::previous);
        manifest.put(ddl.name(), new Manifest.Roles(Optional.of(file), previous, old.building()));
        return new Live(generation, why);
    }

    /** Returns the name of a file that this process needs for a while: others may do the same beside it. */
    static String scratch(String projection) {
        return "verify-%s-%d-%d.db"
                .formatted(projection, ProcessHandle.current().pid(), SCRATCHES.incrementAndGet());
    }

    /** Returns whether a file was needed by a process that is no more. */
    private static boolean isLeft(String name) {
        Matcher scratch = SCRATCH.matcher(name);
        return scratch.matches()
                && ProcessHandle.of(Long.parseLong(scratch.group(1))).isEmpty();
    }

    /** Removes what crashes have left of these projections: files that no role names. */
    void removeOrphans(Set<String> projections) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = Manifest.ofPart(file.getFileName().toString());
                boolean unknown = Manifest.projection(name)
                        .filter(text ->
                                projections.contains(text) && !manifest.of(text).names(name))
                        .isPresent();
                if (isLeft(name)) {
                    remove(folder.resolve(name));
                }
                if (unknown && manifest.lost().isPresent()) {
                    SetAsideFiles.move(folder.resolve(name));
                } else if (unknown) {
                    remove(folder.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Removes all read models of a folder that nobody reads or writes any more. */
    static void removeAll(Path folder) {
        SetAsideFiles.removeAll(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals(Manifest.FILE)
                        || Manifest.projection(Manifest.ofPart(name)).isPresent()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be emptied: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * Removes a database that nobody writes any more; who still reads it keeps what it has open. Something that is no
     * file is moved out of the way.
     */
    static void remove(Path file) {
        for (String part : SetAsideFiles.PARTS) {
            Path one = file.resolveSibling(file.getFileName() + part);
            try {
                if (Files.isDirectory(one)) {
                    SetAsideFiles.move(one);
                }
                Files.deleteIfExists(one);
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be removed: %s".formatted(file, e.getMessage()), e);
            }
        }
    }

    /** Looks at every page of a file; returns what is wrong with it. Others may read and write it meanwhile. */
    static Optional<String> damage(Path file) {
        String name = String.valueOf(file.getFileName());
        if (Files.notExists(file)) {
            return Optional.of("its file %s is missing".formatted(name));
        }
        try (Connection connection = Replay.readOnly(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            return row.next() && "ok".equals(row.getString(1))
                    ? Optional.empty()
                    : Optional.of("its file %s is damaged (%s)".formatted(name, row.getString(1)));
        } catch (SQLException e) {
            return new TablesFailed(e).isDamage()
                    ? Optional.of("its file %s is damaged (%s)".formatted(name, e.getMessage()))
                    : Optional.empty();
        }
    }

    /** Returns how much a database takes on disk, what is not yet checkpointed included. */
    static long sizeBytes(Path file) {
        long size = 0;
        for (String part : SetAsideFiles.PARTS.subList(0, 2)) {
            Path one = file.resolveSibling(file.getFileName() + part);
            try {
                size += Files.exists(one) ? Files.size(one) : 0;
            } catch (IOException e) {
                // it went away between the two: a checkpoint or a swap
            }
        }
        return size;
    }
}
