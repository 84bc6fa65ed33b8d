/**
 * Turns events into rows: each projection is a database file of its own that can be thrown away and rebuilt.
 *
 * <p>Which there are is handed in by the slices; here stand the two that are made of all of them, the audit log and the
 * index of search. Never decides anything. Statements are jOOQ's; only the files behind them are SQLite's.
 */
@NullMarked
package dev.daybook.projection;

import org.jspecify.annotations.NullMarked;
