/**
 * A journal in a PostgreSQL database, which any number of processes append to and follow at once.
 *
 * <p>Stands on {@code journal}.
 */
@NullMarked
package dev.daybook.journal.postgres;

import org.jspecify.annotations.NullMarked;
