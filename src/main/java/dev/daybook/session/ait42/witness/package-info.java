/** A second reading of AIT42's files, which shares nothing with the first one. */
@NullMarked
package dev.daybook.session.ait42.witness;

import org.jspecify.annotations.NullMarked;
