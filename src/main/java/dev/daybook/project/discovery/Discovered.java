package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a walk found.
 *
 * @param repositories by their paths
 * @param flaws what could not be read, by its path; the walk went on
 * @param roots where was looked
 * @param unmounted drives that are not there
 * @param folders how many were looked into
 */
public record Discovered(
        List<Checkout> repositories, List<Flaw> flaws, Roots roots, List<Path> unmounted, long folders) {

    /**
     * Something that could not be read.
     *
     * @param message what it is, and what helps
     */
    public record Flaw(Path path, String message) {}

    /** How it stands with a path where there was a repository. */
    public enum Presence {
        THERE,
        GONE,
        /** Nobody can say: its drive is not there, or it or what is above it cannot be read. */
        UNKNOWN
    }

    /** Where drives come and go. */
    private static final List<Path> DRIVES =
            Stream.of("/media", "/run/media", "/mnt", "/Volumes").map(Path::of).toList();

    public Discovered {
        repositories = repositories.stream()
                .sorted(Comparator.comparing(Checkout::path))
                .toList();
        flaws = flaws.stream()
                .sorted(Comparator.comparing(Flaw::path).thenComparing(Flaw::message))
                .toList();
        unmounted = List.copyOf(unmounted);
    }

    /**
     * Returns whether a repository that was not found is gone. Looks again: it may lie where the walk did not come. An
     * empty folder tells nothing of what was below it, as a drive may belong there, unless something in it was taken away
     * since.
     *
     * @param path an absolute one
     * @param seen when it was known to be there
     */
    public Presence presence(Path path, Instant seen) {
        Path missing = path.resolve(Walk.GIT);
        if (Files.exists(missing)) {
            return Presence.THERE;
        }
        Path above = path;
        for (; !Files.exists(above) && above.getParent() != null; above = above.getParent()) {
            missing = above;
        }
        boolean unseen = roots.absent().stream().anyMatch(path::startsWith)
                || flaws.stream().map(Flaw::path).anyMatch(path::startsWith);
        boolean looked = path.equals(above)
                || above.equals(path.getParent())
                || roots.there().stream()
                        .anyMatch(root -> path.startsWith(root.named()) || path.startsWith(root.real()));
        return looked && !unseen && isGone(missing, above, path, seen) ? Presence.GONE : Presence.UNKNOWN;
    }

    /**
     * Below where a drive belongs lies an empty folder that nobody changed since, or one that was made anew, and such places
     * as {@code /media} lose the folders of drives.
     */
    private static boolean isEmptied(Path above, Path path, Instant seen) throws IOException {
        var attributes = Files.readAttributes(above, BasicFileAttributes.class);
        return !path.equals(above)
                && DRIVES.stream().noneMatch(above::startsWith)
                && attributes.lastModifiedTime().toInstant().isAfter(seen)
                && !attributes.creationTime().toInstant().isAfter(seen);
    }

    /**
     * @param missing what is first not there on the way to the path
     * @param above what is above that
     */
    private boolean isGone(Path missing, Path above, Path path, Instant seen) {
        try {
            Path real = above.toRealPath().resolve(above.relativize(path));
            if (unmounted.stream().anyMatch(onePath -> path.startsWith(onePath) || real.startsWith(onePath))) {
                return false;
            }
            if (!Files.isDirectory(above)) {
                return true;
            }
            try (Stream<Path> entries =
                    Files.list(above)) { // a link to nowhere is there, what may not be read is neither
                return Files.notExists(missing, LinkOption.NOFOLLOW_LINKS)
                        && (entries.findAny().isPresent() || isEmptied(above, path, seen));
            }
        } catch (IOException _) {
            return false;
        }
    }
}
