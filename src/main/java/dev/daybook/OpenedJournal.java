package dev.daybook;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Scrub;

/**
 * A journal that was opened.
 *
 * @param scrub proves it
 * @param name as it is called in findings
 * @param isShared whether other processes append to it, too
 */
record OpenedJournal(Journal journal, Scrub scrub, String name, boolean isShared) {}
