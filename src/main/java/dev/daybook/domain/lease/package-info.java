/** Who may work on a thing, and until when. */
@NullMarked
package dev.daybook.domain.lease;

import org.jspecify.annotations.NullMarked;
