/**
 * Decides: commands come in over a bus, aggregates are read back from the journal, deciders answer, facts are appended.
 * And the way back: processors that follow the journal into the projections. The only package that knows Axon; it knows
 * no kind of thing, whose rules are handed to it.
 *
 * <p>What Axon gives: one command at a time per stream, those of different streams beside each other; interceptors for
 * validation, correlation, idempotency and the gate of a rollback; the unit of work that joins decision and append; the
 * replay of an aggregate from its snapshot; processors that keep their place, report how far they are and try again.
 *
 * <p>What it costs: five jars, some 2 MB, and most of the classes here. They are adapters that keep its defaults away:
 * its stores are the journal and its snapshots, its tokens are the checkpoints of the projections, and what it would
 * find out by reflection it is told, as it would do so for each event. Its parts are put together by hand, without its
 * configurer: nothing is scanned, no update is looked for. Deadlocks are not searched for, as a command locks one
 * stream. A rollback, an import and a rebuild go past it.
 */
@NullMarked
package dev.daybook.axon;

import org.jspecify.annotations.NullMarked;
