package dev.daybook.legacy;

import dev.daybook.domain.history.HistoryEvent.ImportRejected;

/**
 * Something that a run rejected.
 *
 * @param revision its place in the run's record: the next ones come after it
 */
public record Refused(ImportRejected what, long revision) {}
