package dev.daybook.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the read models in their folder: which is live, which is left over. */
final class Shelf {

    private final Path folder;
    private final Manifest manifest;

    Shelf(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /** Returns the live file of a projection, with empty tables if there is none of its version. */
    Generation live(Ddl ddl) {
        Optional<Generation> live = openLive(ddl);
        return live.isPresent() ? live.get() : createLive(ddl);
    }

    private Optional<Generation> openLive(Ddl ddl) {
        Optional<String> file = manifest.of(ddl.name()).live().filter(it -> Manifest.version(it) == ddl.version());
        try {
            return file.map(it -> Generation.open(folder.resolve(it), ddl));
        } catch (TablesFailed e) {
            return Optional.empty(); // damaged: what is made of the journal is made again
        }
    }

    private Generation createLive(Ddl ddl) {
        Manifest.Roles old = manifest.of(ddl.name());
        String file = manifest.next(ddl);
        Generation generation = Generation.create(folder.resolve(file), ddl, true);
        // A damaged file of this version is none to go back to.
        Optional<String> previous =
                old.live().filter(it -> Manifest.version(it) != ddl.version()).or(old::previous);
        manifest.put(ddl.name(), new Manifest.Roles(Optional.of(file), previous, old.building()));
        return generation;
    }

    /** Removes what crashes have left of these projections: files that no role names. */
    void removeOrphans(Set<String> projections) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean unknown = Manifest.projection(name)
                        .filter(it ->
                                projections.contains(it) && !manifest.of(it).names(name))
                        .isPresent();
                if (unknown) {
                    remove(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Removes a database that nobody writes any more; who still reads it keeps what it has open. */
    static void remove(Path file) {
        for (String suffix : List.of("", "-wal", "-shm")) {
            try {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be removed: %s".formatted(file, e.getMessage()), e);
            }
        }
    }

    /** Returns how much a database takes on disk, what is not yet checkpointed included. */
    static long sizeBytes(Path file) {
        long size = 0;
        for (String suffix : List.of("", "-wal")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            try {
                size += Files.exists(part) ? Files.size(part) : 0;
            } catch (IOException e) {
                // it went away between the two: a checkpoint or a swap
            }
        }
        return size;
    }
}
