/**
 * Decides: commands come in over a bus, aggregates are read back from the journal, deciders answer, facts are appended.
 * And the way back: processors that follow the journal into the projections.
 *
 * <p>Stands on {@code command}, {@code event}, {@code journal} and {@code projection}, and is the only package that
 * knows Axon. Its parts are put together by hand, without Axon's configurer: nothing is scanned, no update is looked
 * for, and nothing is written but the journal, its snapshots and the projections. Rules live in the deciders, never
 * here.
 */
@NullMarked
package dev.daybook.axon;

import org.jspecify.annotations.NullMarked;
