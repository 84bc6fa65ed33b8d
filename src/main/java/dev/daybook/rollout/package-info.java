/**
 * The move of a tool's users from its files to the journal, stage by stage and back.
 *
 * <p>Stands on {@code legacy}, {@code query}, {@code command}, {@code event}, {@code journal}, {@code domain} and
 * {@code text}.
 */
@NullMarked
package dev.daybook.rollout;

import org.jspecify.annotations.NullMarked;
