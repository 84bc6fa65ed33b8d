package dev.daybook.importing.run;

import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import java.util.List;
import java.util.Optional;

/**
 * Something that a run rejected.
 *
 * @param sizeBytes how many bytes it has, if they could be read
 * @param raw its bytes in base64, if they were asked for
 */
public record Refused(
        String run,
        String file,
        String where,
        String code,
        String message,
        Optional<Long> sizeBytes,
        Optional<String> raw) {

    /** @param next the place in the run's record after which there is more */
    public record Page(List<Refused> items, Optional<Long> next) {}

    static Refused of(ImportRejected it, boolean raw) {
        return new Refused(
                it.run(),
                it.file(),
                it.where(),
                it.code(),
                it.message(),
                it.raw().map(Refused::sizeBytes),
                it.raw().filter(_ -> raw));
    }

    private static long sizeBytes(String base64) {
        long padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4L * 3 - padding;
    }
}
