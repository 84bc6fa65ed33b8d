package dev.daybook.importing.export;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Wholeness;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.ProjectHistory.Account;
import dev.daybook.journal.Journal;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a tool's files are to say of some things, in the tree that they stand in: its writer writes them aside, and those
 * that differ are to be replaced. Thread-safe for different things.
 */
public record InPlace(Journal journal, Codec codec, Timelines timelines, LegacyWriter writer) {

    /** What writes the files of some things. */
    interface Writing {
        void to(ProjectHistory book, ExportTree tree) throws IOException;
    }

    /** A file as it was read, and what is to be in it. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Wanted(FileSwap file, byte[] bytes) {}

    /**
     * Returns the files that are to be otherwise, as they stand there now.
     *
     * @param base where the names of files begin
     * @param accounts all that is known of things of one project
     * @param files the other files that the book has to know
     * @param left files that are none of the things' own: they stay as they are
     * @throws IOException if a file cannot be read to its end: what stands in it would be lost
     */
    List<Wanted> wanted(Path base, List<Account> accounts, Set<String> files, Set<String> left, Writing writing)
            throws IOException {
        return aside(accounts, files, writing, aside -> wanted(base, aside, left));
    }

    /** Returns the names of the files that would be written. */
    Set<String> names(List<Account> accounts, Set<String> files, Writing writing) throws IOException {
        return aside(
                accounts,
                files,
                writing,
                aside -> files(aside).stream()
                        .map(path -> FileNames.relative(aside, path))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Returns the files that tell of some things alone, by their names: others that stand in them are left out. */
    SortedMap<String, byte[]> alone(List<Account> accounts, Set<String> files) throws IOException {
        return aside(
                accounts,
                files,
                (book, tree) -> writer.write(book, writer.eras().getFirst(), tree),
                aside -> {
                    var told = new TreeMap<String, byte[]>();
                    for (Path file : files(aside)) {
                        told.put(FileNames.relative(aside, file), Files.readAllBytes(file));
                    }
                    return told;
                });
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

    private static List<Wanted> wanted(Path base, Path aside, Set<String> left) throws IOException {
        var wanted = new ArrayList<Wanted>();
        for (Path it : files(aside)) {
            String name = FileNames.relative(aside, it);
            if (left.contains(name)) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(it);
            FileSwap file = FileSwap.read(base, FileNames.resolve(base, name));
            if (file.holds(bytes)) {
                continue;
            }
            if (file.bytes()
                    .filter(there -> there.length > 0 && !Wholeness.isWhole(name, there, Limits.DEFAULT))
                    .isPresent()) {
                throw new IOException("%s is damaged: it is left as it is; repair it or set it aside, then try again"
                        .formatted(file.file()));
            }
            wanted.add(new Wanted(file, bytes));
        }
        return wanted;
    }

    /** Removes the folders above a file, up to {@code base}, in which nothing is left. */
    static void removeEmpty(Path base, Path file) throws IOException {
        Path folder = file.getParent();
        while (folder != null && !folder.equals(base) && Files.isDirectory(folder) && isEmpty(folder)) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException _) {
                return; // somebody has just put something into it
            }
            folder = folder.getParent();
        }
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
        try {
            DurableFiles.removeTree(aside);
        } catch (IOException _) {
            // a folder of temporary files: the system cleans it
        }
    }
}
