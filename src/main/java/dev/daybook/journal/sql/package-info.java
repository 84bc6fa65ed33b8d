/**
 * What journals in a database have in common, whichever it is: entries from rows and the questions to them, what proves
 * them, appends that wait, the numbered steps of a schema.
 *
 * <p>Stands on {@code journal}.
 */
@NullMarked
package dev.daybook.journal.sql;

import org.jspecify.annotations.NullMarked;
