/**
 * What changes anything: a submission of a command, and what became of it.
 *
 * <p>Stands on {@code domain}.
 */
@NullMarked
package dev.daybook.command;

import org.jspecify.annotations.NullMarked;
