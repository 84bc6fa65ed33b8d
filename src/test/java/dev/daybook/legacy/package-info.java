/** What importing promises, whatever the tool. */
@NullMarked
package dev.daybook.legacy;

import org.jspecify.annotations.NullMarked;
