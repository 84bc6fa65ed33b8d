package dev.daybook.operation;

import java.util.List;

/** Hears of something that goes on, piece by piece. For one thread. */
public interface Watching extends AutoCloseable {

    /**
     * One piece.
     *
     * @param id tells it from the others of its kind
     * @param kind what it is
     * @param view as it is shown
     */
    record News(String id, String kind, Object view) {}

    /** Lets somebody watch. */
    @FunctionalInterface
    interface Source {

        /** @param bell rung, on any thread, whenever there may be news */
        Watching begin(Runnable bell);
    }

    /** Returns what is new since this was asked last, in its order. */
    List<News> news();

    /** Returns whether that was all. */
    boolean isOver();

    @Override
    void close();
}
