/**
 * The files of DeeSpec: tasks (SBI) with their turns, its journal folders and transactions, and its settings.
 *
 * <p>Reads the layouts of all its versions, also several in one tree: root files, {@code var/} with its one journal, the
 * status model, the reports with their database, and one folder per task with its {@code state.json}.
 */
@NullMarked
package dev.daybook.sbi.deespec;

import org.jspecify.annotations.NullMarked;
