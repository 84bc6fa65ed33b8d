package dev.daybook;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.postgres.Server;
import dev.daybook.node.Nodes;
import java.util.Optional;

/**
 * A journal that was opened.
 *
 * @param scrub proves it
 * @param name as it is called in findings
 * @param nodes the processes that append to it
 * @param server where it is, if it is in a database
 */
record OpenedJournal(Journal journal, Scrub scrub, String name, Nodes nodes, Optional<Server> server) {}
