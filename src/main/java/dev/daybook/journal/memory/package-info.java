/**
 * A journal in memory: the same promises as on disk, but for durability. For tests and for trying things out.
 *
 * <p>Stands on {@code journal}.
 */
@NullMarked
package dev.daybook.journal.memory;

import org.jspecify.annotations.NullMarked;
