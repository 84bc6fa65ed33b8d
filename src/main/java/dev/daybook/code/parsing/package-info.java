/** What stands in a source file: what it defines, imports and mentions. */
@NullMarked
package dev.daybook.code.parsing;

import org.jspecify.annotations.NullMarked;
