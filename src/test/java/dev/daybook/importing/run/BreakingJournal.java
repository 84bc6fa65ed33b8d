package dev.daybook.importing.run;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import java.util.concurrent.CompletableFuture;

/** Takes so many appends and no more, as if the process had been killed there. */
public final class BreakingJournal extends JournalInBetween {

    private int left;
    private int taken;

    public BreakingJournal(Journal journal, int appends) {
        super(journal);
        this.left = appends;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        if (left-- > 0) {
            taken++;
            return super.append(append);
        }
        return CompletableFuture.failedFuture(new JournalUnavailable("the power went off"));
    }

    /** Returns how many appends it took. */
    public int taken() {
        return taken;
    }
}
