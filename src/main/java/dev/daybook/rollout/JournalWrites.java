package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.domain.Rejected;

/** What commands of a unit with a stage write to the journal, counted. Thread-safe. */
record JournalWrites(Commands commands, Meter meter) {

    /** Submits; a refusal is an answer and no failed write. */
    Receipt submit(Way way) {
        if (way.place().stage() == Stage.NONE) {
            return commands.submit(way.submission());
        }
        long startNs = System.nanoTime();
        boolean failed = true;
        boolean refused = false;
        try {
            Receipt receipt = commands.submit(way.submission());
            failed = false;
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) {
            refused = true;
            throw answer;
        } finally {
            if (!refused) {
                meter.add(
                        way.tool().kind(),
                        way.place(),
                        Figures.journalWrite(!failed, (System.nanoTime() - startNs) / 1_000));
            }
        }
    }
}
