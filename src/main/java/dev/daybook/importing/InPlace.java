package dev.daybook.importing;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ProjectHistory.Account;
import dev.daybook.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes what a tool's files say of some things into the tree that they stand in: its writer writes them aside, and those
 * that differ are replaced, one after the other, or all stay as they were. Thread-safe for different things.
 */
public record InPlace(Journal journal, Codec codec, Timelines timelines, LegacyWriter writer) {

    /** What writes the files of some things. */
    public interface Writing {
        void to(ProjectHistory book, ExportTree tree) throws IOException;
    }

    /**
     * @param base where the names of files begin
     * @param accounts all that is known of things of one project
     * @param files the other files that the book has to know
     * @param left files that are none of the things' own: they stay as they are
     * @return how many bytes were written
     * @throws IOException if a file cannot be replaced; then all are as they were
     */
    public long write(Path base, List<Account> accounts, Set<String> files, Set<String> left, Writing writing)
            throws IOException {
        return aside(accounts, files, writing, aside -> replace(base, aside, left));
    }

    /** Returns the names of the files that would be written. */
    public List<String> names(List<Account> accounts, Set<String> files, Writing writing) throws IOException {
        return aside(
                accounts,
                files,
                writing,
                aside -> files(aside).stream()
                        .map(path -> FileNames.relative(aside, path))
                        .toList());
    }

    /** What is done with the files that were written aside. */
    private interface Use<T> {
        T of(Path aside) throws IOException;
    }

    private <T> T aside(List<Account> accounts, Set<String> files, Writing writing, Use<T> use) throws IOException {
        Path aside = Files.createTempDirectory("daybook-in-place").toRealPath();
        try {
            ProjectHistory book = ProjectHistory.open(journal, codec, timelines, journal.head(), writer)
                    .only(accounts, files);
            writing.to(book, ExportTree.open(aside, true, new ExportTree.Totals(_ -> {})));
            return use.of(aside);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            remove(aside);
        }
    }

    private static long replace(Path base, Path aside, Set<String> left) throws IOException {
        var done = new ArrayList<FileSwap>();
        boolean all = false;
        long bytes = 0;
        try {
            for (Path it : files(aside)) {
                String name = FileNames.relative(aside, it);
                byte[] wanted = Files.readAllBytes(it);
                FileSwap file = FileSwap.read(base, FileNames.resolve(base, name));
                if (left.contains(name) || file.holds(wanted)) {
                    continue;
                }
                done.add(file);
                if (!file.replace(wanted)) {
                    throw new IOException("%s is being written by somebody else: try again".formatted(file.file()));
                }
                bytes += wanted.length;
            }
            all = true;
            return bytes;
        } finally {
            if (!all) {
                FileSwap.restore(done);
            }
        }
    }

    /**
     * Removes files of a thing that is gone, and the folders that are empty then.
     *
     * @return how many there were
     */
    public static long remove(Path base, Set<String> names) throws IOException {
        long removed = 0;
        for (String name : names) {
            FileSwap file = FileSwap.read(base, FileNames.resolve(base, name));
            if (file.bytes().isPresent() && file.remove()) {
                removed++;
                Path folder = file.file().getParent();
                while (folder != null && !folder.equals(base) && isEmpty(folder)) {
                    Files.delete(folder);
                    folder = folder.getParent();
                }
            }
        }
        return removed;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /** Returns the files below a folder, in the order of their names. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void remove(Path aside) {
        try (Stream<Path> all = Files.walk(aside)) {
            for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(it);
            }
        } catch (IOException _) {
            // a folder of temporary files: the system cleans it
        }
    }
}
