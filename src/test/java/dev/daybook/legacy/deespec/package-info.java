/** The files of DeeSpec: healthy, damaged, changed, and many. */
@NullMarked
package dev.daybook.legacy.deespec;

import org.jspecify.annotations.NullMarked;
