/** Going back, and what the engines have written down of themselves. Stands below the other slices. */
@NullMarked
package dev.daybook.history;

import org.jspecify.annotations.NullMarked;
