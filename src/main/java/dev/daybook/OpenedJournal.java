package dev.daybook;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Scrub;
import dev.daybook.node.Nodes;

/**
 * A journal that was opened.
 *
 * @param scrub proves it
 * @param name as it is called in findings
 * @param nodes the processes that append to it
 */
record OpenedJournal(Journal journal, Scrub scrub, String name, Nodes nodes) {}
