/**
 * Keeping the house safe: proving that nothing was lost or changed, and taking back what should not have been done.
 *
 * <p>Stands on {@code journal} and {@code projection}.
 */
@NullMarked
package dev.daybook.upkeep;

import org.jspecify.annotations.NullMarked;
