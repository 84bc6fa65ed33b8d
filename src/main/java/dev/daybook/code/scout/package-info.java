/** The files of code-scout: an index of a project's source files in a database beside them. */
@NullMarked
package dev.daybook.code.scout;

import org.jspecify.annotations.NullMarked;
