/** Reads the files of code-scout a second time, in a way of its own. */
@NullMarked
package dev.daybook.code.scout.witness;

import org.jspecify.annotations.NullMarked;
