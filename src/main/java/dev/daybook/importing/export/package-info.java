/**
 * Files written from the journal: a whole tree in a new folder, or what changed in the tool's own.
 */
@NullMarked
package dev.daybook.importing.export;

import org.jspecify.annotations.NullMarked;
