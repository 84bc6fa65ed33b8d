/** The page: what a browser is shown of what operations answer. It asks by the doors' own addresses and holds no rules. */
@NullMarked
package dev.daybook.page;

import org.jspecify.annotations.NullMarked;
