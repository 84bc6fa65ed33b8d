/**
 * Facts and JSON: names and versions of events, their stored form, and how old forms are read today. Which facts there
 * are is handed in by the slices.
 *
 * <p>Stands on {@code domain} and {@code journal}.
 */
@NullMarked
package dev.daybook.event;

import org.jspecify.annotations.NullMarked;
