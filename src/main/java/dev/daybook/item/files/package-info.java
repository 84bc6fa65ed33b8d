/** Records of files that have no life of their own in Daybook: they are items. */
@NullMarked
package dev.daybook.item.files;

import org.jspecify.annotations.NullMarked;
