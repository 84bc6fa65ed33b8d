@NullMarked
package dev.daybook.journal.postgres;

import org.jspecify.annotations.NullMarked;
