/** What every journal promises, and its pieces. */
@NullMarked
package dev.daybook.journal;

import org.jspecify.annotations.NullMarked;
