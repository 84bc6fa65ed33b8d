package dev.daybook.torture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out steps of what fails as long as it fails, so that few are left to be looked at. */
public final class Shrinking {

    private Shrinking() {}

    /** What may fail, for some of the steps. */
    @FunctionalInterface
    public interface Attempt<T> {
        void with(List<T> steps) throws Exception;
    }

    /** Runs all steps; if they fail, fails with as few of them as do so that {@code attemptsMax} further runs can find. */
    public static <T> void run(List<T> steps, int attemptsMax, Attempt<T> attempt) throws Exception {
        Throwable failure = failure(steps, attempt);
        if (failure == null) {
            return;
        }
        List<T> failing = new ArrayList<>(steps);
        int attempts = 0;
        for (int part = Math.max(1, steps.size() / 2); part >= 1; part /= 2) {
            for (int from = 0; from < failing.size() && attempts < attemptsMax; attempts++) {
                List<T> fewer = new ArrayList<>(failing);
                fewer.subList(from, Math.min(from + part, fewer.size())).clear();
                Throwable again = failure(fewer, attempt);
                if (again == null) {
                    from += part;
                } else {
                    failing = fewer;
                    failure = again;
                }
            }
        }
        throw new AssertionError(
                "%s%nwith these %d of %d steps: %s"
                        .formatted(failure.getMessage(), failing.size(), steps.size(), failing),
                failure);
    }

    private static <T> @Nullable Throwable failure(List<T> steps, Attempt<T> attempt) {
        try {
            attempt.with(steps);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }
}
