package dev.daybook.operation;

/** Hears from work that may take long how far it is, and ends it where nobody wants it any more. */
@FunctionalInterface
public interface Progress {

    /** Nobody listens. */
    Progress UNHEARD = (_, _, _) -> {};

    /**
     * Says how far it is, and in which part of it; call it as often as you like. What it throws ends the work.
     *
     * @param total 0 where nobody knows it
     */
    void at(long done, long total, String what);
}
