package dev.daybook.importing.run;

import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Journal;

/** Stands before a journal that goes on when this is closed, for a test that steps in between. */
public abstract class JournalInBetween extends AroundJournal {

    public JournalInBetween(Journal journal) {
        super(journal);
    }

    @Override
    public void close() {
        // the journal behind it goes on
    }
}
