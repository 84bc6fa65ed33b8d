/** The files of AIT42: healthy, damaged, changed, and many. */
@NullMarked
package dev.daybook.session.ait42;

import org.jspecify.annotations.NullMarked;
