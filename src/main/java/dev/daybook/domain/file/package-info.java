/** Files of legacy tools that are kept as they are. */
@NullMarked
package dev.daybook.domain.file;

import org.jspecify.annotations.NullMarked;
