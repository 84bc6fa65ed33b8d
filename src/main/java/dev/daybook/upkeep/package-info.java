/** Keeping the house safe: proving that nothing was lost or changed. Stands on {@code journal} and {@code projection}. */
@NullMarked
package dev.daybook.upkeep;

import org.jspecify.annotations.NullMarked;
