/** What importing promises, whatever the tool. */
@NullMarked
package dev.daybook.importing;

import org.jspecify.annotations.NullMarked;
