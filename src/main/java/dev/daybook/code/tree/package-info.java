/** The files of a source tree: as they stand in a folder, as they change, and as they were in a commit. */
@NullMarked
package dev.daybook.code.tree;

import org.jspecify.annotations.NullMarked;
