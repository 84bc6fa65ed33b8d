/** Facts about the journal itself: checkpoints, rollbacks and imports. */
@NullMarked
package dev.daybook.history;

import org.jspecify.annotations.NullMarked;
