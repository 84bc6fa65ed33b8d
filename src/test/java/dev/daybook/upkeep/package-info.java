/** Proofs and ways back. */
@NullMarked
package dev.daybook.upkeep;

import org.jspecify.annotations.NullMarked;
