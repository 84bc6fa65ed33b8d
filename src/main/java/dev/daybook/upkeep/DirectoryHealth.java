package dev.daybook.upkeep;

import dev.daybook.text.IoReasons;
import dev.daybook.text.UnreadableFiles;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/** Whether the machine and the data directory are fit for a journal; looks at no journal, and so helps where none opens. */
public final class DirectoryHealth {

    /** A migration of 50,000 projects takes a tenth of it. */
    private static final long DISK_BYTES_MIN = 1L << 30;

    private static final String ROOM = "free space: daybook space shows what takes how much; 1 GiB is wanted at least";

    /** Written back once nobody reads any more: what is larger has a reader that does not end. */
    private static final long LOG_BYTES_MAX = 256L << 20;

    /** No disk that keeps what it is told says so in less; memory does. */
    private static final double HONEST_MS = 0.01;

    private static final double SLOW_MS = 50;

    private static final long WATCHES_MIN = 65_536;
    private static final long OPEN_FILES_MIN = 1_024;

    private static final Path WATCHES = Path.of("/proc/sys/fs/inotify/max_user_watches");
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Installation installation;

    private DirectoryHealth(Installation installation) {
        this.installation = installation;
    }

    /** Looks, which takes as long as a few answers to commands: it asks the disk whether it writes. */
    public static List<HealthCheck> checks(Installation installation) {
        return new DirectoryHealth(installation).checks();
    }

    private List<HealthCheck> checks() {
        var checks = new ArrayList<HealthCheck>();
        checks.add(versions());
        if (Files.isDirectory(installation.data())) {
            Stream.<Check>of(
                            this::permissions,
                            this::fileSystem,
                            DirectoryHealth::disk,
                            this::flush,
                            this::log,
                            this::aside,
                            this::pending)
                    .forEach(check -> checks.add(checked(check)));
        } else if (Files.exists(installation.data())) {
            checks.add(HealthCheck.failed(
                    "data directory", installation.data() + " is no folder", "name another with --data DIR"));
        } else {
            checks.add(HealthCheck.ok("data directory", installation.data() + " is not there yet"));
        }
        watches().ifPresent(checks::add);
        openFiles().ifPresent(checks::add);
        return checks;
    }

    private interface Check {
        HealthCheck of(Path folder) throws IOException;
    }

    private HealthCheck checked(Check check) {
        try {
            return check.of(installation.data());
        } catch (IOException e) {
            if (IoReasons.isDiskFull(e)) {
                return HealthCheck.failed(
                        "data directory",
                        "%s takes nothing more: the disk is full".formatted(installation.data()),
                        ROOM);
            }
            return HealthCheck.failed(
                    "data directory",
                    "%s cannot be looked at: %s".formatted(installation.data(), e),
                    "run the command as the user who owns it, or name another with --data DIR");
        }
    }

    private HealthCheck versions() {
        return HealthCheck.ok(
                "version",
                "daybook %s, Java %s, SQLite %s, %s %s"
                        .formatted(
                                installation.version(),
                                Runtime.version(),
                                SQLiteJDBCLoader.getVersion(),
                                System.getProperty("os.name"),
                                System.getProperty("os.arch")));
    }

    /** Whoever may not enter the folder reaches no file in it. */
    private HealthCheck permissions(Path folder) throws IOException {
        if (!Files.isWritable(folder)) {
            return HealthCheck.failed(
                    "permissions",
                    "%s belongs to %s and cannot be written".formatted(folder, Files.getOwner(folder)),
                    "run the command as that user, or name another directory with --data DIR");
        }
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return HealthCheck.ok("permissions", "this file system has none to look at");
        }
        return Files.getPosixFilePermissions(folder).stream().anyMatch(OF_OTHERS::contains)
                ? HealthCheck.warning(
                        "permissions",
                        "%s is open to others than its owner".formatted(folder),
                        "chmod go-rwx '%s'".formatted(folder))
                : HealthCheck.ok("permissions", "%s is its owner's alone".formatted(folder));
    }

    private HealthCheck fileSystem(Path folder) throws IOException {
        FileSystemKind.Found found = FileSystemKind.at(folder);
        return switch (found.kind()) {
            case LOCAL -> HealthCheck.ok("file system", found.type());
            case MEMORY ->
                HealthCheck.warning(
                        "file system",
                        "%s: all of it is gone when the machine is switched off".formatted(found.type()),
                        "move the data directory to a disk, and name it with --data DIR");
            case REMOTE ->
                HealthCheck.failed(
                        "file system",
                        "%s: the write-ahead log of SQLite is not safe on it".formatted(found.type()),
                        "move the data directory to a disk of this machine, and name it with --data DIR");
        };
    }

    /** Looks whether there is room where a folder lies. */
    public static HealthCheck disk(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        long free = store.getUsableSpace();
        String message = "%s of %s free".formatted(SpaceUse.text(free), SpaceUse.text(store.getTotalSpace()));
        return free < DISK_BYTES_MIN ? HealthCheck.warning("disk", message, ROOM) : HealthCheck.ok("disk", message);
    }

    private HealthCheck flush(Path folder) throws IOException {
        if (!Files.isWritable(folder)) {
            return HealthCheck.warning("flush", "not measured, as nothing can be written there", "see permissions");
        }
        FlushProbe probe = FlushProbe.in(folder);
        String message = String.format(
                Locale.ROOT,
                "the disk says that it has written after %.2f ms, at most %.2f ms",
                probe.medianMs(),
                probe.slowestMs());
        if (probe.medianMs() < HONEST_MS) {
            return HealthCheck.warning(
                    "flush",
                    message + ": no disk is that fast, so a power cut may lose what was acknowledged",
                    "see whether the disk is in memory, or of a virtual machine whose host ignores flushes");
        }
        return probe.medianMs() > SLOW_MS
                ? HealthCheck.warning(
                        "flush", message + ": each command waits for that", "move the data directory to a faster disk")
                : HealthCheck.ok("flush", message);
    }

    private HealthCheck log(Path folder) throws IOException {
        Path log = installation.journal().resolveSibling(installation.journal().getFileName() + "-wal");
        long sizeBytes = Files.exists(log) ? Files.size(log) : 0;
        return sizeBytes > LOG_BYTES_MAX
                ? HealthCheck.warning(
                        "write-ahead log",
                        "%s holds %s that are not in the journal's file yet"
                                .formatted(log.getFileName(), SpaceUse.text(sizeBytes)),
                        "end what reads the journal without an end, such as a shell of sqlite3: then it is written"
                                + " back by itself")
                : HealthCheck.ok("write-ahead log", SpaceUse.text(sizeBytes));
    }

    private HealthCheck aside(Path folder) throws IOException {
        Path aside = Installation.setAside(folder);
        if (!Files.isDirectory(aside)) {
            return HealthCheck.ok("set aside", "nothing");
        }
        try (Stream<Path> folders = Files.list(aside)) {
            return HealthCheck.warning(
                    "set aside",
                    "%d journals lie in %s, each replaced by a new one because it was damaged or missing"
                            .formatted(folders.count(), aside),
                    "keep what they hold elsewhere; they are never deleted from here");
        }
    }

    /** What could not be carried on of commands that the files of tools had first. */
    private HealthCheck pending(Path folder) throws IOException {
        Path pending = Installation.pending(folder);
        List<Path> unreadable = UnreadableFiles.in(pending);
        return unreadable.isEmpty()
                ? HealthCheck.ok("pending commands", "nothing is set aside")
                : HealthCheck.warning(
                        "pending commands",
                        "%d that the journal was to get could not be carried on, %s first: it has what the tool's files tell of them"
                                .formatted(unreadable.size(), unreadable.getFirst()),
                        "look what they tell, then: rm -- '%s'/%s".formatted(pending, UnreadableFiles.PATTERN));
    }

    private Optional<HealthCheck> watches() {
        return number(WATCHES, Function.identity())
                .map(most -> most < WATCHES_MIN
                        ? HealthCheck.warning(
                                "file watches",
                                "at most %,d folders are watched: beyond them changes are seen later".formatted(most),
                                "sudo sysctl fs.inotify.max_user_watches=524288")
                        : HealthCheck.ok("file watches", "at most %,d folders".formatted(most)));
    }

    private Optional<HealthCheck> openFiles() {
        return number(
                        LIMITS,
                        text -> text.lines()
                                .filter(line -> line.startsWith("Max open files"))
                                .map(line ->
                                        line.replaceAll("^Max open files +", "").replaceAll(" .*", ""))
                                .findFirst()
                                .orElse(""))
                .map(most -> most < OPEN_FILES_MIN
                        ? HealthCheck.warning(
                                "open files",
                                "at most %,d at once".formatted(most),
                                "ulimit -n 4096 before the service is started")
                        : HealthCheck.ok("open files", "at most %,d at once".formatted(most)));
    }

    /** Returns nothing where the system tells none. */
    private static Optional<Long> number(Path file, Function<String, String> within) {
        try {
            return Optional.of(Long.valueOf(within.apply(Files.readString(file)).strip()));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty(); // another system, or no limit
        }
    }
}
