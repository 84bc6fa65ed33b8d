/** What importing promises, whatever the tool. */
@NullMarked
package dev.daybook.importing.frame;

import org.jspecify.annotations.NullMarked;
