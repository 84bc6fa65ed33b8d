/** Settings: one JSON value per key. */
@NullMarked
package dev.daybook.config;

import org.jspecify.annotations.NullMarked;
