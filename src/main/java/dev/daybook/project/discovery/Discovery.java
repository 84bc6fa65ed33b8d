package dev.daybook.project.discovery;

/** Finds the repositories there are: the one way to do so, for all who ask. Thread-safe. */
public final class Discovery {

    private Discovery() {}

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
}
