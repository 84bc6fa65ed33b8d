/**
 * Facts about the journal itself, and their rules: checkpoints, rollbacks and imports. They stand on the ground, as the
 * engines write them and go by them.
 */
@NullMarked
package dev.daybook.domain.history;

import org.jspecify.annotations.NullMarked;
