/** The files of source trees: what they define, import and mention, found by words, and as they were. */
@NullMarked
package dev.daybook.code;

import org.jspecify.annotations.NullMarked;
