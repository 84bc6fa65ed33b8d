package dev.daybook.projection;

import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves what is damaged or of another journal out of the way, into a folder beside it. It may be the only trace of
 * entries that a journal has lost; but it takes room, so only the last of each read model is kept.
 */
final class SetAsideFiles {

    private static final String FOLDER = "aside";

    /** What belongs to one database. */
    static final List<String> PARTS = List.of("", "-wal", "-shm");

    /** Moves a file, a database with its log, or whatever else stands at its place; returns where it is now. */
    static Path move(Path file) {
        Path folder = file.resolveSibling(FOLDER);
        String name = file.getFileName().toString();
        try {
            if (!Files.isDirectory(folder)) {
                Files.deleteIfExists(folder);
            }
            Files.createDirectories(folder);
            makeRoom(folder, name);
            for (String part : PARTS) {
                Path from = file.resolveSibling(name + part);
                if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(from, folder.resolve(name + part), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return folder.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be moved out of the way: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Removes all that was moved out of the way in that folder. */
    static void removeAll(Path folder) {
        Path aside = folder.resolve(FOLDER);
        if (Files.exists(aside)) {
            try {
                DurableFiles.removeTree(aside);
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be removed: %s".formatted(aside, e.getMessage()), e);
            }
        }
    }

    private static void makeRoom(Path folder, String name) throws IOException {
        Optional<String> projection = Manifest.projection(name);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path old : files.toList()) {
                String found = Manifest.ofPart(old.getFileName().toString());
                if (found.equals(name)
                        || (projection.isPresent() && Manifest.projection(found).equals(projection))) {
                    DurableFiles.removeTree(old);
                }
            }
        }
    }

    private SetAsideFiles() {}
}
