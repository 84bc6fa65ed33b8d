/** The journal in SQLite files. */
@NullMarked
package dev.daybook.journal.sqlite;

import org.jspecify.annotations.NullMarked;
