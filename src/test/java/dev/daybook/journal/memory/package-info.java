/** The journal in memory. */
@NullMarked
package dev.daybook.journal.memory;

import org.jspecify.annotations.NullMarked;
