/**
 * How far a tool's users have moved over: which of its files still hold the truth, and what was measured on the way.
 *
 * <p>The rules read no file and no clock: whoever asks for a stage brings what was measured.
 */
@NullMarked
package dev.daybook.domain.rollout;

import org.jspecify.annotations.NullMarked;
