/** Settings: one JSON value per key. */
@NullMarked
package dev.daybook.domain.config;

import org.jspecify.annotations.NullMarked;
