package dev.daybook.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which files lie at the paths of an open database: its own, its write-ahead log and the index of that, each by device
 * and inode. An open file that was removed or replaced goes on taking writes, which nobody ever finds again.
 *
 * <p>Asks for attributes only: opening and closing the file beside SQLite would give up SQLite's locks on it. A file
 * system that gives its files no such identity does not let open ones be removed either. Immutable.
 */
final class Identity {

    private static final Object GONE = "gone";

    /** A file or folder as it was found. */
    private record Seen(Path path, Object key) {

        static Seen at(Path path) {
            return new Seen(path, find(path));
        }

        private static Object find(Path path) {
            try {
                Object key =
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey();
                return Objects.requireNonNullElse(key, "there");
            } catch (NoSuchFileException e) {
                return GONE;
            } catch (IOException e) {
                return "unreadable: " + e.getMessage(); // so it is not known to be ours
            }
        }

        boolean isThere() {
            return find(path).equals(key);
        }

        String become() {
            Object now = find(path);
            return "%s was %s while it was open"
                    .formatted(
                            path.getFileName(), now.equals(GONE) ? "removed or renamed" : "replaced by another file");
        }
    }

    private final Seen folder;
    private final Seen file;
    private final List<Seen> all;

    private Identity(Path path) {
        Path absolute = path.toAbsolutePath();
        this.folder = Seen.at(absolute.resolveSibling(""));
        this.file = Seen.at(absolute);
        this.all = Stream.concat(
                        Stream.of(file),
                        Stream.of("-wal", "-shm")
                                .map(text -> Seen.at(absolute.resolveSibling(absolute.getFileName() + text))))
                .toList();
    }

    /** Returns the identity of a database that is open and has been read from. */
    static Identity of(Path file) {
        return new Identity(file);
    }

    /** Returns what of the files is not there any more, in words; nothing if all are. Takes some microseconds. */
    Optional<String> changed() {
        for (Seen it : all) {
            if (!it.isThere()) {
                return Optional.of(it.become());
            }
        }
        return Optional.empty();
    }

    /** Returns whether the database itself is there, whatever became of its log. */
    boolean fileIsThere() {
        return file.isThere();
    }

    /** Returns whether the folder is the one in which the database was opened. */
    boolean folderIsThere() {
        return folder.isThere();
    }

    /** Returns whether the file is the one of {@code other}: nothing took its place between the two looks. */
    boolean isSameFileAs(Identity other) {
        return file.equals(other.file);
    }
}
