package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Entity;
import java.util.List;

/** Reads everything and writes nothing, to see what an import would find. For one thread. */
final class Validation implements LegacySource.Reader {

    private final Tally tally;
    private final Runnable alive;
    private final ProgressRate pace;

    /** @param alive throws if the reading is to end */
    Validation(Tally tally, Runnable alive, ProgressRate pace) {
        this.tally = tally;
        this.alive = alive;
        this.pace = pace;
    }

    Tally tally() {
        return tally;
    }

    @Override
    public void found(Entity entity) {
        alive.run();
        boolean tells = !entity.facts(List.of()).isEmpty();
        tally.entity(entity.counts(), tells ? Long.MAX_VALUE : 0);
        pace.done();
    }

    @Override
    public void finding(Finding finding) {
        tally.finding(finding);
    }

    @Override
    public void rejected(Finding finding, byte[] raw) {
        tally.finding(finding);
        tally.rejected();
    }

    @Override
    public void kept(Finding because, String file, byte[] raw) {
        // nothing is kept yet
    }

    @Override
    public void file(String file, boolean read) {
        tally.file(file, read);
    }
}
