package dev.daybook.projection;

import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the read models of the past stand: each process has a folder of its own, which the next one removes if this does
 * not get to it. Used by one thread at a time.
 */
final class PastFolder {
    private final Path folder;
    private Optional<Path> mine = Optional.empty();

    /** @param folder that is made when it is first asked for; where it cannot be, a temporary one takes its place */
    PastFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes it, and removes what processes that are no more have left. */
    Path path() {
        if (mine.isEmpty()) {
            mine = Optional.of(made());
        }
        return mine.orElseThrow();
    }

    /** Removes the folders of other processes: they may hold what was erased. */
    void removeOthers() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(path -> !Optional.of(path).equals(mine)).forEach(PastFolder::remove);
            }
        }
    }

    /** Removes it with all that is in it, if it was made. */
    void remove() {
        mine.ifPresent(PastFolder::remove);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private Path made() {
        try {
            Files.createDirectories(folder);
            Path made = Files.createTempDirectory(
                    folder, "p" + ProcessHandle.current().pid() + "-");
            removeLeft(made);
            return made;
        } catch (AccessDeniedException | ReadOnlyFileSystemException _) {
            return temporary();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("daybook-past", OwnerOnly.folder(Path.of("")));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder can be made for what was: %s".formatted(e.getMessage()), e);
        }
    }

    private void removeLeft(Path made) throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.list(folder)) {
            others = all.filter(path -> !path.equals(made) && isLeft(path)).toList();
        }
        others.forEach(PastFolder::remove);
    }

    private static boolean isLeft(Path other) {
        String name = other.getFileName().toString();
        int dash = name.indexOf('-');
        return dash > 1
                && name.substring(1, dash).matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(name.substring(1, dash))).isEmpty();
    }

    private static void remove(Path other) {
        try {
            DurableFiles.removeTree(other);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be removed: %s".formatted(other, e.getMessage()), e);
        }
    }
}
