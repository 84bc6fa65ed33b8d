/**
 * Answers questions from the read models that are of no slice: the audit log and the history in it, search,
 * contradictions; and what the questions of slices share, such as pages. Never writes.
 *
 * <p>Every answer is as old as its projection: who needs to see an entry waits for its position first.
 */
@NullMarked
package dev.daybook.query;

import org.jspecify.annotations.NullMarked;
