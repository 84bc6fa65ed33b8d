package dev.daybook.importing;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.domain.Rejected;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Puts the files of a tool back as a {@link Backup} has them. Nothing that is otherwise than there is overwritten unless
 * that is wanted; each file is there as it was, or as it is in the backup, whatever breaks it off. Nobody is to have a
 * database open meanwhile.
 *
 * @param root the folder that the backup was made of
 * @param base what names in the archive are relative to, as in the backup
 * @param own whether a file is the tool's, by its path below the root: others that lie beside are let alone
 */
record Restore(Path archive, Path root, Path base, Predicate<String> own) {

    private static final String UNFINISHED = ".restoring";

    /** What stands beside a database and is one with it. */
    private static final List<String> ASIDE = List.of("-wal", "-journal");

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
     * @throws Rejected if the archive cannot be read, or something else is there
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
                    "otherwise than in the backup are %d files, such as %s: force puts those of the backup in their place",
                    other.size(), other.getFirst());
        }
        each((target, entry, content) -> {
            if (wanted.contains(target)) {
                write(target, entry, content, wanted);
            }
        });
        return new Result(wanted.size(), same.size());
    }

    /** A database with its log is put back as a whole, or not at all: each alone would be another state of it. */
    private static void databases(Set<Path> wanted, Set<Path> same, List<Path> other) {
        for (Path database : Stream.concat(wanted.stream(), same.stream()).toList()) {
            List<Path> aside = ASIDE.stream()
                    .map(ending -> database.resolveSibling(database.getFileName() + ending))
                    .toList();
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

    private void write(Path target, TarArchiveEntry entry, InputStream content, Set<Path> wanted) throws IOException {
        Path folder = Optional.ofNullable(target.getParent()).orElse(root);
        if (!FileSwap.isInside(root.toRealPath(), folder)) {
            throw new IOException("a link leads from %s out of %s".formatted(folder, root));
        }
        Files.createDirectories(folder);
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        try {
            Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
            if (Files.size(unfinished) != entry.getSize()) {
                throw new IOException("%s is torn: the backup ends in it".formatted(target.getFileName()));
            }
            Files.setLastModifiedTime(unfinished, entry.getLastModifiedTime());
            try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            for (String ending : List.of("-wal", "-journal", "-shm")) { // of another state of the database
                Path aside = target.resolveSibling(target.getFileName() + ending);
                if (!wanted.contains(aside)) {
                    Files.deleteIfExists(aside);
                }
            }
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void each(Each what) {
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
            throw Rejected.invalid(
                    "%s cannot be unpacked: %s; want an archive that a backup has made",
                    archive, String.valueOf(e.getMessage()));
        }
    }
}
