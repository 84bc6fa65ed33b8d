/** A task of DeeSpec (SBI): registered, worked on turn by turn, done when a review succeeds. */
@NullMarked
package dev.daybook.sbi;

import org.jspecify.annotations.NullMarked;
