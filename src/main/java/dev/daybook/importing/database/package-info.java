/**
 * Records in the tables of a SQLite file that another program may have open: read from a copy, written back row by row.
 */
@NullMarked
package dev.daybook.importing.database;

import org.jspecify.annotations.NullMarked;
