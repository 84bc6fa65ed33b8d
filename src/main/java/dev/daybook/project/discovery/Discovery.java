package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the repositories there are: the one way to do so, for all who ask. Thread-safe. */
public final class Discovery {

    private Discovery() {}

    /** From then on JGit reads and writes nothing of this machine but repositories; call it before its first use. */
    public static void leaveMachineAlone() {
        RootCommits.alone();
    }

    /** Hears how far a walk is, several times a second, and at its end. */
    @FunctionalInterface
    public interface Listener {

        Listener NONE = (_, _, _) -> {};

        void at(long folders, long repositories, long flaws);
    }

    /**
     * Looks for all repositories below the roots, those within others too.
     *
     * @throws InterruptedException if its caller is to end
     */
    public static Discovered discover(Roots roots, Excludes excludes, Listener listener) throws InterruptedException {
        return new Walk(roots, excludes).walk(listener);
    }

    /** Returns the repository whose working tree a folder is, if it is one. */
    public static Optional<Checkout> at(Path folder) {
        try {
            return Optional.of(CheckoutReader.read(folder.toRealPath().resolve(Walk.GIT), folder));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
