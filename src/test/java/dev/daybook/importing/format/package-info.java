@NullMarked
package dev.daybook.importing.format;

import org.jspecify.annotations.NullMarked;
