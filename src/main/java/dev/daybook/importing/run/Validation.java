package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.Reading;
import java.util.List;

/** Reads everything and writes nothing, to see what an import would find. */
final class Validation {

    private Validation() {}

    /**
     * Reads to the end and counts what is found.
     *
     * @param alive throws if the reading is to end
     */
    static void run(Reading reading, Tally tally, Runnable alive, ProgressRate pace) {
        try (reading) {
            reading.forEachRemaining(result -> {
                tally.add(result);
                if (result instanceof Reading.Found(Entity entity)) {
                    alive.run();
                    boolean tells = !entity.facts(List.of()).isEmpty();
                    tally.entity(entity.counts(), tells ? Long.MAX_VALUE : 0);
                    pace.done();
                }
            });
        }
    }
}
