/** Tests of how times and words stand in the read models. */
@NullMarked
package dev.daybook.text;

import org.jspecify.annotations.NullMarked;
