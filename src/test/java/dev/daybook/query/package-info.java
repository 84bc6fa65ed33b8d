/** Tests of the answers. */
@NullMarked
package dev.daybook.query;

import org.jspecify.annotations.NullMarked;
