/** Facts about the journal itself: checkpoints, rollbacks and imports. */
@NullMarked
package dev.daybook.domain.history;

import org.jspecify.annotations.NullMarked;
