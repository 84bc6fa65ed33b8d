/** The program as it was and as it is, run over the same files and compared. */
@NullMarked
package dev.daybook.differential;

import org.jspecify.annotations.NullMarked;
