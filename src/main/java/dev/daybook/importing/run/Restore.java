package dev.daybook.importing.run;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.database.DatabaseSwap;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.Temporary;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.IoReasons;
import dev.daybook.text.OwnerOnly;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Puts the files of a tool back as a {@link Backup} has them. Nothing that is otherwise than there is overwritten unless
 * that is wanted; each file is there as it was, or as it is in the backup, whatever breaks it off, and so is a database
 * with its log. Nothing is replaced while somebody has a database open.
 *
 * @param root the folder that the backup was made of
 * @param base what names in the archive are relative to, as in the backup
 * @param own whether a file is the tool's, by its path below the root: others that lie beside are let alone
 * @param next told of each file before it is put in its place
 */
record Restore(Path archive, Path root, Path base, Predicate<String> own, Consumer<Path> next) {

    /** Who may read, write and execute a file: nobody gets the rights of its owner by it. */
    private static final int RIGHTS = 0777;

    Restore(Path archive, Path root, Path base, Predicate<String> own) {
        this(archive, root, base, own, _ -> {});
    }

    /**
     * What became of it.
     *
     * @param written files that were not there, or otherwise
     * @param same files that were as the backup has them
     */
    record Result(int written, int same) {}

    /** What to do with a file of the archive. */
    private interface Each {
        void file(Path target, TarArchiveEntry entry, InputStream content) throws IOException;
    }

    /**
     * Puts them back.
     *
     * @param over also where there is something else
     * @throws Rejected if the archive cannot be read, something else is there, or a database is open
     */
    Result run(boolean over) {
        var other = new ArrayList<Path>();
        var wanted = new HashSet<Path>();
        var same = new HashSet<Path>();
        each((target, _, content) -> {
            boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
            boolean alike = there && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && alike(target, content);
            (alike ? same : wanted).add(target);
            if (there && !alike) {
                other.add(target);
            }
        });
        databases(wanted, same, other);
        if (!other.isEmpty() && !over) {
            throw Rejected.conflict(
                    "%s otherwise than in the backup: force puts what the backup has in their place",
                    other.size() == 1
                            ? other.getFirst() + " is"
                            : "%d files, such as %s, are".formatted(other.size(), other.getFirst()));
        }
        var unpacked = new LinkedHashMap<Path, Path>();
        var made = new HashSet<Path>();
        try {
            each((target, entry, content) -> {
                if (wanted.contains(target)) {
                    unpacked.put(target, unpack(made, target, entry, content));
                }
            });
            put(unpacked);
        } catch (IOException e) {
            throw Rejected.conflict(
                    "%s cannot be put back (%s): what is back stays; restore again for the rest",
                    root, String.valueOf(e.getMessage()));
        } finally {
            unpacked.values().forEach(Restore::removed);
        }
        return new Result(wanted.size(), same.size());
    }

    private static void removed(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException _) {
            // a later write in that folder removes it
        }
    }

    /** Databases first: whoever has one open keeps all else as it is. */
    private void put(Map<Path, Path> unpacked) throws IOException {
        Set<Path> alone = new LinkedHashSet<>(unpacked.keySet());
        var databases = new ArrayList<DatabaseSwap>();
        for (Path target : unpacked.keySet()) {
            if (alone.contains(target) && isDatabase(target, unpacked)) {
                databases.add(new DatabaseSwap(target, unpacked, next));
                alone.remove(target);
                DatabaseSwap.logs(target).forEach(alone::remove);
            }
        }
        databases.forEach(DatabaseSwap::settle);
        for (DatabaseSwap each : databases) {
            each.run();
        }
        for (Path target : alone) {
            next.accept(target);
            DurableFiles.rename(unpacked.getOrDefault(target, target), target);
        }
    }

    private static boolean isDatabase(Path target, Map<Path, Path> unpacked) throws IOException {
        return DatabaseSwap.logs(target).stream().anyMatch(log -> unpacked.containsKey(log) || Files.exists(log))
                || DatabaseSwap.isOne(target)
                || DatabaseSwap.isOne(unpacked.getOrDefault(target, target));
    }

    /** A database with its log is put back as a whole, or not at all: each alone would be another state of it. */
    private static void databases(Set<Path> wanted, Set<Path> same, List<Path> other) {
        for (Path database : Stream.concat(wanted.stream(), same.stream()).toList()) {
            List<Path> aside = DatabaseSwap.logs(database);
            boolean tooMuch = aside.stream()
                    .anyMatch(path -> Files.exists(path) && !wanted.contains(path) && !same.contains(path));
            if (tooMuch && same.contains(database)) {
                other.add(database);
            }
            if (tooMuch || wanted.contains(database) || aside.stream().anyMatch(wanted::contains)) {
                Stream.concat(Stream.of(database), aside.stream())
                        .filter(same::remove)
                        .forEach(wanted::add);
            }
        }
    }

    private static boolean alike(Path file, InputStream content) throws IOException {
        try (InputStream now = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] one;
            byte[] other;
            do {
                one = now.readNBytes(1 << 16);
                other = content.readNBytes(1 << 16);
            } while (one.length > 0 && Arrays.equals(one, other));
            return one.length == 0 && other.length == 0;
        }
    }

    /** @param made folders that are there by now */
    private Path unpack(Set<Path> made, Path target, TarArchiveEntry entry, InputStream content) throws IOException {
        Path folder = Optional.ofNullable(target.getParent()).orElse(root);
        if (!FileSwap.isInside(root.toRealPath(), folder)) {
            throw new IOException("a link leads from %s out of %s".formatted(folder, root));
        }
        if (made.add(folder)) {
            DurableFiles.makeFolders(folder);
        }
        Path unfinished = Temporary.in(folder);
        Set<OpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(unfinished, anew, OwnerOnly.file(unfinished))) {
            if (content.transferTo(Channels.newOutputStream(out)) != entry.getSize()) {
                throw new IOException("%s is torn: the backup ends in it".formatted(target.getFileName()));
            }
            Files.setLastModifiedTime(unfinished, entry.getLastModifiedTime());
            setMode(unfinished, entry);
            out.force(true);
            return unfinished;
        } catch (IOException e) {
            removed(unfinished);
            throw e;
        }
    }

    /** Gives those the rights that had them when it was packed. */
    private static void setMode(Path file, TarArchiveEntry entry) throws IOException {
        try {
            Files.setAttribute(file, "unix:mode", entry.getMode() & RIGHTS);
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            // a file system without them
        }
    }

    private void each(Each what) {
        if (!Files.isRegularFile(archive)) {
            throw Rejected.invalid("there is no file %s: want an archive that a backup has made", archive);
        }
        try (var tar = new TarArchiveInputStream(
                new ZstdInputStream(new BufferedInputStream(Files.newInputStream(archive))),
                StandardCharsets.ISO_8859_1.name())) {
            for (TarArchiveEntry it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                String name = FileNames.text(it.getName().getBytes(StandardCharsets.ISO_8859_1));
                Path target = FileNames.resolve(base, name);
                if (!target.equals(target.normalize())) {
                    throw new IOException("it names %s, which leads out of the folder".formatted(name));
                }
                if (Backup.isFile(it) && target.startsWith(root) && own.test(FileNames.relative(root, target))) {
                    what.file(target, it, tar);
                }
            }
        } catch (IOException e) {
            if (isDatabase()) {
                throw Rejected.invalid(
                        "%s is a database, no archive: copy it to where the tool keeps it, while nothing has that open",
                        archive);
            }
            throw Rejected.invalid(
                    "%s cannot be unpacked: %s; want an archive that a backup has made", archive, IoReasons.of(e));
        }
    }

    private boolean isDatabase() {
        try {
            return DatabaseSwap.isOne(archive);
        } catch (IOException _) {
            return false;
        }
    }
}
