package dev.daybook.importing;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.file.FileNames;
import dev.daybook.journal.Sha256;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A folder that files are written into, and nothing else: no path leads out of it, no link is followed. Each file is
 * there wholly or not at all.
 */
public final class ExportTree implements AutoCloseable {

    /** More would hide the first ones. */
    private static final int FINDINGS_MAX = 10_000;

    private static final String TEMPORARY = ".daybook-export.tmp";

    private final Path top;

    /** Whether no link leads to the folder; else nothing is written into it. */
    private final boolean open;

    private final boolean overwrite;
    private final Totals totals;

    /** The folder of the last file: many files follow each other in one. */
    private Path known;

    /** What all parts of an export come to. */
    public static final class Totals {
        final List<Finding> findings = new ArrayList<>();
        final SortedMap<String, Long> entities = new TreeMap<>();

        /** Files, and folders with new files in them, that may not be on the disk yet. */
        final Set<Path> unsynced = new HashSet<>();

        /** The hash of each file that was written, by its path. */
        final SortedMap<Path, Sha256> hashes = new TreeMap<>();

        private final LongConsumer written;
        long files;
        long bytes;

        /** {@code written} is told after each file how many are written by now. */
        public Totals(LongConsumer written) {
            this.written = written;
        }

        public long files() {
            return files;
        }

        public long bytes() {
            return bytes;
        }

        /** Returns how many of each kind were written. */
        public SortedMap<String, Long> entities() {
            return Collections.unmodifiableSortedMap(entities);
        }

        public List<Finding> findings() {
            return List.copyOf(findings);
        }
    }

    private ExportTree(Path top, boolean open, boolean overwrite, Totals totals) {
        this.top = top;
        this.open = open;
        this.overwrite = overwrite;
        this.totals = totals;
        this.known = top;
    }

    /**
     * Opens a folder, which is made if it is not there.
     *
     * @param overwrite whether files may be there already
     * @throws Rejected if it is no folder, or holds something that may not be overwritten
     */
    public static ExportTree open(Path folder, boolean overwrite, Totals totals) {
        try {
            if (Files.isSymbolicLink(folder) || (Files.exists(folder) && !Files.isDirectory(folder))) {
                throw Rejected.conflict("%s is no folder: name a new or an empty one", folder);
            }
            DurableFiles.makeFolders(folder);
            if (!overwrite) {
                try (Stream<Path> inside = Files.list(folder)) {
                    if (inside.findAny().isPresent()) {
                        throw Rejected.conflict(
                                "%s is not empty: name a new or an empty folder, or say that its files may be"
                                        + " overwritten",
                                folder);
                    }
                }
            }
            ExportScratch.removeLeft(folder);
            return new ExportTree(folder.toRealPath(), true, overwrite, totals);
        } catch (IOException e) {
            throw new Unwritable(folder, e);
        }
    }

    /** Returns a folder in this one, which is treated as one of its own. */
    public ExportTree below(String name) {
        Path folder = resolved(name).orElseThrow();
        try {
            return new ExportTree(folder, folders(folder), overwrite, totals);
        } catch (IOException e) {
            throw new Unwritable(folder, e);
        }
    }

    /** What is in a file. */
    public interface Body {
        void to(OutputStream out) throws IOException;
    }

    /** As {@link #write(String, Body)}, of bytes. */
    public void write(String file, byte[] bytes) {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes a file, path with {@code /}; a path that leads out is told as a finding and nothing is written. What is
     * written a second time is one file: another content than that of the first time is told and not written.
     */
    public void write(String file, Body body) {
        write(file, Optional.empty(), body, false);
    }

    /** As {@link #write(String, Sha256, Body)}, also in place of what was written there since the tree was opened. */
    public void rewrite(String file, Sha256 hash, Body body) {
        write(file, Optional.of(hash), body, true);
    }

    /** As {@link #write(String, Body)}, if what is in it has that hash; else it is told as a finding. */
    public void write(String file, Sha256 hash, Body body) {
        write(file, Optional.of(hash), body, false);
    }

    private void write(String file, Optional<Sha256> wanted, Body body, boolean anew) {
        Optional<Path> path = resolved(file);
        if (path.isEmpty()) {
            finding(Finding.error(file, "", "PATH_TRAVERSAL", "leads out of the folder: not written"));
            return;
        }
        try {
            if (!isOpen(parent(path.get()))) {
                finding(Finding.error(file, "", "SYMLINK", "would be written through a link or a file: not written"));
                return;
            }
            put(path.get(), file, wanted, body, anew);
        } catch (IOException e) {
            throw new Unwritable(path.get(), e);
        }
    }

    /** Makes a folder, path with {@code /}, unless there is one; what stands in the way is told as a finding. */
    public void folder(String folder) {
        Optional<Path> path = resolved(folder);
        try {
            if (path.isEmpty()) {
                finding(Finding.error(folder, "", "PATH_TRAVERSAL", "leads out of the folder: not made"));
            } else if (!folders(path.get())) {
                finding(Finding.error(folder, "", "SYMLINK", "would be made through a link or a file: not made"));
            }
        } catch (IOException e) {
            throw new Unwritable(top.resolve(folder), e);
        }
    }

    private void put(Path path, String file, Optional<Sha256> wanted, Body body, boolean anew) throws IOException {
        Optional<Sha256> first = Optional.ofNullable(totals.hashes.get(path));
        if (first.isPresent() && first.equals(wanted)) {
            return;
        }
        if (first.isEmpty()
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && (!overwrite || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))) {
            duplicate(file);
            return;
        }
        Path temporary = path.resolveSibling(TEMPORARY);
        Files.deleteIfExists(temporary); // left by a run that was stopped
        MessageDigest digest = Sha256.digest();
        try (OutputStream out =
                new DigestOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), digest)) {
            body.to(out);
        }
        Sha256 hash = Sha256.of(digest.digest());
        if (wanted.filter(whole -> !whole.equals(hash)).isPresent()) {
            Files.delete(temporary);
            finding(Finding.error(
                    file, "", "INCONSISTENT_STATE", "is not whole in what is exported: an import of it did not end"));
            return;
        }
        if (first.isPresent() && !anew) {
            Files.delete(temporary);
            if (!first.get().equals(hash)) {
                duplicate(file);
            }
            return;
        }
        totals.bytes += Files.size(temporary) - (first.isPresent() ? Files.size(path) : 0);
        if (overwrite && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            // The one that is replaced must not be lost for one that never came to the disk.
            DurableFiles.sync(temporary);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        totals.hashes.put(path, hash);
        totals.files += first.isPresent() ? 0 : 1;
        totals.written.accept(totals.files);
        totals.unsynced.add(path);
        totals.unsynced.add(parent(path));
    }

    private void duplicate(String file) {
        finding(Finding.error(file, "", "DUPLICATE_ID", "is there already: the second one is not written"));
    }

    /**
     * Removes files that an earlier export has written and this one has not, of those that are as it has left them.
     * Folders stay.
     */
    public void removeStale(SortedMap<String, Sha256> earlier) {
        SortedMap<String, Sha256> now = hashes();
        earlier.forEach((file, hash) -> {
            Optional<Path> path = now.containsKey(file) ? Optional.empty() : resolved(file);
            path.filter(stale -> Files.isRegularFile(stale, LinkOption.NOFOLLOW_LINKS))
                    .ifPresent(stale -> removeStale(stale, file, hash));
        });
    }

    private void removeStale(Path stale, String file, Sha256 hash) {
        try {
            if (!isReached(parent(stale)) || !hashOf(stale).equals(hash)) {
                finding(Finding.warn(
                        file,
                        "",
                        "STALE_FILE",
                        "was exported here before, is changed since and no more in the journal: left"));
                return;
            }
            Files.delete(stale);
            totals.unsynced.add(parent(stale));
        } catch (IOException e) {
            throw new Unwritable(stale, e);
        }
    }

    private static Sha256 hashOf(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.of(digest.digest());
    }

    /** Returns the hash of each file that was written, by its path below this folder with {@code /}. */
    public SortedMap<String, Sha256> hashes() {
        var hashes = new TreeMap<String, Sha256>();
        totals.hashes.forEach((path, hash) -> hashes.put(FileNames.relative(top, path), hash));
        return hashes;
    }

    /** Whether a file was written at that path since the tree was opened. */
    public boolean wrote(String file) {
        return resolved(file).filter(totals.unsynced::contains).isPresent();
    }

    public void finding(Finding finding) {
        if (totals.findings.size() < FINDINGS_MAX) {
            totals.findings.add(finding);
        }
    }

    /** Counts records by the names of the shared count vocabulary. */
    public void count(String what, long number) {
        if (number > 0) {
            totals.entities.merge(what, number, Long::sum);
        }
    }

    /** Returns a new file to work with, to be deleted by whoever asked for it. */
    public Path scratch() {
        try {
            return ExportScratch.create(top);
        } catch (IOException e) {
            throw new Unwritable(top, e);
        }
    }

    private Optional<Path> resolved(String file) {
        if (file.isEmpty() || file.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            Path path = top;
            for (String segment : file.split("/", -1)) {
                if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                    return Optional.empty();
                }
                path = path.resolve(FileNames.name(segment));
            }
            return Optional.of(path.normalize()).filter(onePath -> onePath.startsWith(top) && !onePath.equals(top));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Path parent(Path path) {
        return Objects.requireNonNullElse(path.getParent(), top);
    }

    private boolean isOpen(Path folder) throws IOException {
        if (open && folder.equals(known)) {
            return true;
        }
        boolean there = folders(folder);
        known = there ? folder : known;
        return there;
    }

    /** Returns whether a folder is there, and no link leads to it. */
    private boolean isReached(Path folder) {
        return folder.equals(top)
                ? open
                : Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isReached(parent(folder));
    }

    /** Makes the folders up to that one; returns whether all of them are folders, none of them a link. */
    private boolean folders(Path folder) throws IOException {
        if (isReached(folder)) {
            return true;
        }
        if (folder.equals(top) || !folders(parent(folder)) || Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Files.createDirectory(folder);
        totals.unsynced.add(folder);
        totals.unsynced.add(parent(folder));
        return true;
    }

    /** Makes sure that all that was written is on the disk. What else stands in the folder is not looked at. */
    void sync() {
        try {
            DurableFiles.syncAll(totals.unsynced);
            totals.unsynced.clear();
        } catch (IOException e) {
            throw new Unwritable(top, e);
        }
    }

    @Override
    public void close() {
        sync();
    }
}
