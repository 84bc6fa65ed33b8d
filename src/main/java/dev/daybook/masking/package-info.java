/**
 * Likely secrets: the rules by which they are found in a text, and what is shown in their place. A function of text and
 * rules alone: it knows no journal and no door.
 */
@NullMarked
package dev.daybook.masking;

import org.jspecify.annotations.NullMarked;
