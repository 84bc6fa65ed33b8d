package dev.daybook;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Scrub;

/**
 * A journal that was opened.
 *
 * @param scrub proves it
 * @param name as it is called in findings
 */
record OpenedJournal(Journal journal, Scrub scrub, String name) {}
