package dev.daybook.importing.run;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Unwritable;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.DatabaseCopy;
import dev.daybook.importing.database.DatabaseSwap;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.Temporary;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Packs the files of a tool, as they are before an import, into one archive. Links are packed as links; what is neither
 * file, folder nor link is left out. The archive is there whole and on disk, or not at all. For one use.
 */
final class Backup {

    /** Names are bytes, whatever they mean. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final int BUFFER_BYTES = 64 << 10;

    private final List<LegacySource.Watched> folders;
    private final Path root;
    private final Path target;
    private final Path base;
    private final Predicate<String> own;

    /** The files in it, and a checksum of each. */
    private final Map<String, Long> packed = new HashMap<>();

    /** @param base what names in the archive are relative to */
    private Backup(List<LegacySource.Watched> folders, Path root, Path target, Path base, Predicate<String> own) {
        this.own = own;
        this.folders = folders;
        this.root = root;
        this.target = target;
        this.base = base;
    }

    /** @param own whether a file is the tool's, by its path below the root, where it lies among those of others */
    Backup(List<LegacySource.Watched> folders, Path root, Path target, Predicate<String> own) {
        this(
                folders,
                root.toAbsolutePath().normalize(),
                target,
                base(folders, root.toAbsolutePath().normalize()),
                own);
    }

    /** Unpacked, the archive gives the folder of the tool, also if the root is that folder. */
    static Path base(List<LegacySource.Watched> folders, Path root) {
        boolean isFolder = folders.stream()
                .anyMatch(watched -> watched.below()
                        && watched.folder().toAbsolutePath().normalize().equals(root));
        return Optional.ofNullable(root.getParent()).filter(_ -> isFolder).orElse(root);
    }

    /** @throws Rejected if the archive cannot be written there */
    void check() {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Rejected.conflict("%s is there already: a backup never replaces anything, name another file", target);
        }
        Path folder = folder();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw Rejected.invalidAt("/backup", "%s is no folder to write to: want a file in one that is", folder);
        }
        for (LegacySource.Watched it : folders) {
            if (inside(folder, it)) {
                throw Rejected.invalidAt(
                        "/backup", "%s lies among the files to pack: an import changes nothing there", target);
            }
        }
    }

    private static boolean inside(Path folder, LegacySource.Watched watched) {
        try {
            Path real = folder.toRealPath();
            Path source = watched.folder().toRealPath();
            return watched.below() ? real.startsWith(source) : real.equals(source);
        } catch (IOException _) {
            return false; // there is no such folder in this tree
        }
    }

    private Path folder() {
        return Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(root);
    }

    /**
     * Packs, and proves the archive.
     *
     * @return how many files are in it
     * @throws Unwritable if a file cannot be packed
     */
    int pack() {
        try {
            Path unfinished = Temporary.in(folder());
            try {
                pack(unfinished);
                Files.move(unfinished, target); // never over another
            } finally {
                Files.deleteIfExists(unfinished);
            }
            DurableFiles.syncFolder(folder());
            return packed.size();
        } catch (IOException | DirectoryIteratorException e) {
            throw new Unwritable(
                    target, e instanceof IOException failure ? failure : new IOException(e.getMessage(), e));
        }
    }

    private void pack(Path unfinished) throws IOException {
        Files.createFile(unfinished, OwnerOnly.file(unfinished)); // what tools keep is nobody else's
        try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            var tar = new TarArchiveOutputStream(
                    new ZstdOutputStream(
                            new BufferedOutputStream(new Unclosed(Channels.newOutputStream(file)), BUFFER_BYTES)),
                    BYTES.name());
            try (tar) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU); // PAX has only names that are UTF-8
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                for (LegacySource.Watched it : folders) {
                    if (Files.isDirectory(it.folder(), LinkOption.NOFOLLOW_LINKS)) {
                        add(tar, it.folder().toAbsolutePath().normalize(), it.below());
                    }
                }
            }
            file.force(true);
        }
        prove(unfinished);
    }

    /** What was written is read again: only then it is a backup. */
    private void prove(Path archive) throws IOException {
        var left = new HashMap<>(packed);
        try (var tar = new TarArchiveInputStream(
                new ZstdInputStream(new BufferedInputStream(Files.newInputStream(archive))), BYTES.name())) {
            for (var it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                var content = new CheckedInputStream(tar, new CRC32());
                content.transferTo(OutputStream.nullOutputStream());
                if (isFile(it)
                        && !left.remove(it.getName(), content.getChecksum().getValue())) {
                    throw new IOException("%s is not there as it was packed".formatted(it.getName()));
                }
            }
        }
        if (!left.isEmpty()) {
            throw new IOException("%d files that were packed are not there".formatted(left.size()));
        }
    }

    /** Returns whether it holds bytes; the library takes links for files. */
    static boolean isFile(TarArchiveEntry entry) {
        return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
    }

    private void add(TarArchiveOutputStream tar, Path folder, boolean below) throws IOException {
        if (!folder.equals(base)) {
            header(tar, folder, Optional.empty());
            tar.closeArchiveEntry();
        }
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(entries::add);
        }
        entries.removeIf(entry -> !below && !own.test(FileNames.relative(root, entry)));
        var packed = new HashSet<Path>();
        for (Path entry : entries) {
            if (isDatabase(entry)) {
                packed.add(entry);
                database(tar, entry).forEach(packed::add);
            }
        }
        entries.removeAll(packed);
        for (Path entry : entries) {
            BasicFileAttributes it;
            try {
                it = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException _) {
                continue; // the tool has removed it meanwhile
            }
            if (it.isSymbolicLink()) {
                header(tar, entry, Optional.of(Files.readSymbolicLink(entry)));
                tar.closeArchiveEntry();
            } else if (it.isDirectory() && below) {
                add(tar, entry, true);
            } else if (it.isRegularFile()) {
                file(tar, entry, entry, entry);
            }
        }
    }

    /** Packs one state of a database that its tool may be writing; returns what stands beside it and belongs to it. */
    private List<Path> database(TarArchiveOutputStream tar, Path file) throws IOException {
        try (DatabaseCopy copy = DatabaseCopy.of(file)) {
            file(tar, file, file, copy.file());
            for (Path it : copy.aside()) {
                String ending = it.toString().substring(copy.file().toString().length());
                file(tar, file.resolveSibling(file.getFileName() + ending), it, it);
            }
        }
        return DatabaseSwap.ASIDE.stream()
                .map(text -> file.resolveSibling(file.getFileName() + text))
                .toList();
    }

    private static boolean isDatabase(Path file) throws IOException {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Database.begins(file);
        } catch (NoSuchFileException _) {
            return false; // the tool has removed it meanwhile
        }
    }

    /** Packs what {@code content} holds as {@code file}, which looks like {@code like}. */
    private void file(TarArchiveOutputStream tar, Path file, Path like, Path content) throws IOException {
        TarArchiveEntry entry = header(tar, file, like, Optional.empty(), Files.size(content));
        long left = entry.getSize();
        var buffer = new byte[BUFFER_BYTES];
        var checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(
                Files.newInputStream(content, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), checksum)) {
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new IOException("%s became shorter meanwhile: stop the tool and try again".formatted(file));
                }
                tar.write(buffer, 0, read);
                left -= read;
            }
        }
        packed.put(entry.getName(), checksum.getValue());
        tar.closeArchiveEntry();
    }

    private TarArchiveEntry header(TarArchiveOutputStream tar, Path path, Optional<Path> link) throws IOException {
        return header(tar, path, path, link, 0);
    }

    private TarArchiveEntry header(
            TarArchiveOutputStream tar, Path path, Path like, Optional<Path> link, long sizeBytes) throws IOException {
        BasicFileAttributes it = Files.readAttributes(like, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String name = bytes(FileNames.relative(base, path));
        TarArchiveEntry entry = link.isPresent()
                ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(it.isDirectory() ? name + "/" : name);
        link.ifPresent(to -> entry.setLinkName(bytes(linked(to))));
        entry.setSize(sizeBytes);
        entry.setLastModifiedTime(it.lastModifiedTime());
        if (link.isEmpty()) {
            mode(like).ifPresent(entry::setMode);
        }
        tar.putArchiveEntry(entry);
        return entry;
    }

    /** A link may lead anywhere, upwards and back. */
    private static String linked(Path to) {
        return StreamSupport.stream(to.spliterator(), false)
                .map(FileNames::of)
                .collect(Collectors.joining("/", to.isAbsolute() ? "/" : "", ""));
    }

    private static String bytes(String name) {
        return new String(FileNames.bytes(name), BYTES);
    }

    private static Optional<Integer> mode(Path path) {
        try {
            return Optional.of((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return Optional.empty(); // a file system without them
        }
    }

    /** Leaves the file open, so that it can be forced to disk when the archive is complete. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int it) throws IOException {
            out.write(it);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
