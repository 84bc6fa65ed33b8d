package dev.daybook.cli;

import dev.daybook.text.DurableFiles;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.JournalSwap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The folder that holds everything Daybook writes. One process at a time has it, see {@link Lock}. */
public final class DataDirectory {

    private static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String LOCK = "lock";
    private static final String ADDRESS = "journal.address";

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    public static DataDirectory at(Path path) {
        return new DataDirectory(path.toAbsolutePath().normalize());
    }

    /** Returns the folder if nobody names one: {@code DAYBOOK_DATA}, else {@code daybook} in the XDG data home. */
    static Path byDefault(Map<String, String> environment) {
        var named = environment.getOrDefault("DAYBOOK_DATA", "");
        if (!named.isBlank()) {
            return Path.of(Text.given("DAYBOOK_DATA", named));
        }
        return dataHome(environment).resolve("daybook");
    }

    static Path dataHome(Map<String, String> environment) {
        var xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        if (!xdg.isBlank() && Path.of(Text.given("XDG_DATA_HOME", xdg)).isAbsolute()) {
            return Path.of(xdg); // a relative one is void, says the XDG specification
        }
        return Path.of(Text.given("HOME", System.getProperty("user.home")), ".local", "share");
    }

    public Path path() {
        return path;
    }

    public Path journal() {
        return path.resolve("journal.db");
    }

    /** Returns the address of the database that holds the journal in the place of a file here, if one was ever opened. */
    public Optional<String> sharedJournal() {
        try {
            return Optional.of(Files.readString(path.resolve(ADDRESS)).strip()).filter(text -> !text.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Keeps where the journal is, so that commands need not be told. */
    public void shareJournal(String address) {
        if (!sharedJournal().equals(Optional.of(address))) {
            try {
                Files.writeString(path.resolve(ADDRESS), address + System.lineSeparator());
            } catch (IOException e) {
                throw Failure.because(
                        "%s cannot be written: %s".formatted(path.resolve(ADDRESS), Failures.describe(e)),
                        "see who owns the folder, or choose another with --data DIR",
                        e);
            }
        }
    }

    public Path snapshots() {
        return path.resolve("snapshots.db");
    }

    public Path readModels() {
        return path.resolve("read");
    }

    /** Returns the file with the branches that were made for looking and comparing. */
    public Path branches() {
        return path.resolve("branches.json");
    }

    public Path backups() {
        return path.resolve("backups");
    }

    /** Returns the folder for the native libraries that the drivers unpack. */
    public Path natives() {
        return path.resolve("native");
    }

    /** Returns the file that says up to which position of the journal nothing is left here of what any node erased. */
    public Path erased() {
        return path.resolve("erased");
    }

    /** Returns the file that is there while something is being erased, and until all that was made of it is gone. */
    public Path erasing() {
        return path.resolve("erasing");
    }

    /** Returns the folder with the commands that files have, or are about to, and the journal does not. */
    public Path pending() {
        return Installation.pending(path);
    }

    /** Returns the folder for what is made anew where it is missing. */
    public Path caches() {
        return path.resolve("cache");
    }

    /** @param version of the program */
    public Installation installation(String version) {
        return new Installation(version, path, journal());
    }

    /** Whether a journal was ever begun here. */
    public boolean isBegun() {
        return Files.exists(journal()) || sharedJournal().isPresent();
    }

    /**
     * Whether nothing here knows of a journal.
     *
     * @throws Failure if this user may not look
     */
    boolean isBlank() {
        try {
            Files.readAttributes(journal(), BasicFileAttributes.class);
        } catch (AccessDeniedException _) {
            throw Failure.because(
                    "the data directory %s cannot be read: permission denied".formatted(path),
                    "run the command as the user who owns it, or choose another with --data DIR");
        } catch (IOException _) {
            return Stream.of(snapshots(), readModels()).noneMatch(Files::exists);
        }
        return false;
    }

    /** Whether some process ever took it, and may be about to begin a journal. */
    boolean isClaimed() {
        return Files.exists(path.resolve(LOCK));
    }

    /** Makes the folder, readable by its owner only, unless it is there. */
    public void create() {
        try {
            if (!Files.isDirectory(path)) {
                DurableFiles.makeFolders(path);
                restrict(path, PRIVATE_FOLDER);
            }
        } catch (IOException e) {
            throw Failure.because(
                    "the data directory %s cannot be made: %s".formatted(path, Failures.describe(e)),
                    "choose another with --data DIR",
                    e);
        }
    }

    /** Removes the folder with everything in it. */
    void remove() {
        try {
            DurableFiles.removeTree(path);
        } catch (IOException _) {
            // It was for one command, in a folder for what may be removed any time.
        }
    }

    /** Takes from everybody but the owner what the libraries left readable in it. */
    public void restrict() {
        try (var files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!Files.isSymbolicLink(file)) {
                    restrict(file, Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? PRIVATE_FOLDER : PRIVATE_FILE);
                }
            }
        } catch (IOException | UncheckedIOException _) {
            // A file that went away meanwhile; the folder itself is closed to others anyway.
        }
    }

    private static void restrict(Path file, Set<PosixFilePermission> permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !Files.getPosixFilePermissions(file).equals(permissions)) {
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /**
     * Moves the journal and what was made of it into a folder below this one, for a new journal to be begun; nothing is
     * deleted.
     *
     * @return that folder
     */
    public Path setAside(Instant now) {
        try {
            Path aside = aside(now);
            DurableFiles.makeFolders(aside);
            // The journal first: cut off in the middle, the rest still knows that there was one.
            for (Path file : List.of(journal(), snapshots())) {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    move(file.resolveSibling(file.getFileName() + suffix), aside);
                }
            }
            move(readModels(), aside);
            return aside;
        } catch (IOException e) {
            throw Failure.because(
                    "what is in %s cannot be set aside: %s".formatted(path, Failures.describe(e)),
                    "see who owns the folder, or choose another with --data DIR",
                    e);
        }
    }

    /** Returns a folder for what is set aside, which is not there yet. */
    Path aside(Instant now) {
        return unused(Installation.setAside(path), STAMP.format(now));
    }

    private static Path unused(Path folder, String name) {
        return IntStream.iterate(0, n -> n + 1)
                .mapToObj(n -> folder.resolve(n == 0 ? name : name + "-" + n))
                .filter(Files::notExists)
                .findFirst()
                .orElseThrow();
    }

    private static void move(Path file, Path into) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(file, into.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Tries to take the folder for this process, at once. */
    public Claim claim(String command) {
        create();
        Claim claim = Lock.claim(path.resolve(LOCK), command);
        if (claim instanceof Claim.Mine(Lock mine)) {
            finishRepair(mine);
        }
        return claim;
    }

    /** A process that repaired the journal may have been killed as it put it in place. */
    private void finishRepair(Lock mine) {
        boolean finished = false;
        try {
            JournalSwap.finish(journal());
            finished = true;
        } catch (UncheckedIOException e) {
            throw Failure.because(String.valueOf(e.getMessage()), "see who owns the folder, and start again", e);
        } finally {
            if (!finished) {
                mine.close();
            }
        }
    }

    /** Returns whether a repaired journal waits for whoever takes the folder next. */
    public boolean isBeingRepaired() {
        return JournalSwap.isUnderWay(journal());
    }

    /** Returns which process has the folder; takes nothing. */
    Optional<Holder> holder() {
        return Lock.holder(path.resolve(LOCK));
    }

    /** What became of trying to take a data directory. */
    public sealed interface Claim {

        record Mine(Lock lock) implements Claim {}

        record Theirs(Holder holder) implements Claim {}
    }

    /**
     * Who has a data directory.
     *
     * @param command what it was started as, such as {@code serve}
     * @param endpoint where it answers, once it does
     * @param pass the text of a token that lets its user's programs in there, of no use once it has ended
     */
    public record Holder(long pid, String command, Optional<URI> endpoint, String pass) {

        String describe() {
            return "process %d (%s)"
                    .formatted(pid, endpoint.map(uri -> "serving on " + uri).orElse("daybook " + command));
        }
    }
}
