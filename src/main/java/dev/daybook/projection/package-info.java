/**
 * Turns events into rows: each projection is a database file of its own that can be thrown away and rebuilt.
 *
 * <p>Stands on {@code event} and {@code readmodel}. Never decides anything.
 */
@NullMarked
package dev.daybook.projection;

import org.jspecify.annotations.NullMarked;
