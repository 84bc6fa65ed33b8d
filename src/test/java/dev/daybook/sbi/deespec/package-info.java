/** The files of DeeSpec: healthy, damaged, changed, and many. */
@NullMarked
package dev.daybook.sbi.deespec;

import org.jspecify.annotations.NullMarked;
