/** Tests of the read models. */
@NullMarked
package dev.daybook.projection;

import org.jspecify.annotations.NullMarked;
