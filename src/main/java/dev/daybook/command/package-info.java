/**
 * What a door may ask: one way to change anything.
 *
 * <p>Stands on {@code domain}.
 */
@NullMarked
package dev.daybook.command;

import org.jspecify.annotations.NullMarked;
