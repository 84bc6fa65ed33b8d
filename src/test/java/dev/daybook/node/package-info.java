/** Tests of what the processes of a journal tell each other. */
@NullMarked
package dev.daybook.node;

import org.jspecify.annotations.NullMarked;
