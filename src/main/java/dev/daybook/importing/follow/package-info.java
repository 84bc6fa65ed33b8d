/**
 * Trees that their tools go on writing to, taken over as they change.
 */
@NullMarked
package dev.daybook.importing.follow;

import org.jspecify.annotations.NullMarked;
