/** What a slice hands to the engines. Stands on the engines and below all slices: no engine knows it, no slice another. */
@NullMarked
package dev.daybook.slice;

import org.jspecify.annotations.NullMarked;
