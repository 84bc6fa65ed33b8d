/**
 * Imports as they are carried out and reported: checks before, facts appended, values compared, files set aside, backups.
 */
@NullMarked
package dev.daybook.importing.run;

import org.jspecify.annotations.NullMarked;
