/**
 * The journal in a SQLite file: one writer thread with group commit, several readers, a schema that migrates.
 *
 * <p>Stands on {@code journal}. Everything is written with {@code synchronous=FULL}; what is acknowledged survives a
 * power cut.
 */
@NullMarked
package dev.daybook.journal.sqlite;

import org.jspecify.annotations.NullMarked;
