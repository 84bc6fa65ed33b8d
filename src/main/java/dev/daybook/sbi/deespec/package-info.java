/**
 * The files of DeeSpec: tasks (SBI) with their turns, its journal folders and transactions, and its settings.
 *
 * <p>Reads the layout with one {@code state.json} per task.
 */
@NullMarked
package dev.daybook.sbi.deespec;

import org.jspecify.annotations.NullMarked;
