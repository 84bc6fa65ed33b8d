/**
 * The move of a tool's users from its files to the journal, stage by stage and back: how far they have moved, the rules
 * of it, what is measured on the way. The rules read no file and no clock: whoever asks for a stage brings what was
 * measured.
 */
@NullMarked
package dev.daybook.rollout;

import org.jspecify.annotations.NullMarked;
