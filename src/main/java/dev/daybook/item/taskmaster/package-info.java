/** Task Master's files: its tasks are items. */
@NullMarked
package dev.daybook.item.taskmaster;

import org.jspecify.annotations.NullMarked;
