/** A second reading of Task Master's files, for verification. */
@NullMarked
package dev.daybook.item.taskmaster.witness;

import org.jspecify.annotations.NullMarked;
