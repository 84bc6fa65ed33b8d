package dev.daybook.project.discovery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

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
        /** Nobody can say: its drive is not there, or what is above it cannot be read. */
        UNKNOWN
    }

    public Discovered {
        repositories = repositories.stream()
                .sorted(Comparator.comparing(Checkout::path))
                .toList();
        flaws = flaws.stream()
                .sorted(Comparator.comparing(Flaw::path).thenComparing(Flaw::message))
                .toList();
        unmounted = List.copyOf(unmounted);
    }

    /** Returns whether a repository that was not found is gone. Looks again: it may lie where the walk did not come. */
    public Presence presence(Path path) {
        if (Files.exists(path.resolve(Walk.GIT))) {
            return Presence.THERE;
        }
        boolean unseen = roots.absent().stream().anyMatch(path::startsWith)
                || unmounted.stream().anyMatch(path::startsWith)
                || flaws.stream().anyMatch(it -> path.startsWith(it.path()) && !path.equals(it.path()));
        boolean looked =
                roots.there().stream().anyMatch(it -> path.startsWith(it.named()) || path.startsWith(it.real()));
        Path above = path.getParent();
        return !unseen && (looked || (above != null && Files.isDirectory(above))) ? Presence.GONE : Presence.UNKNOWN;
    }
}
