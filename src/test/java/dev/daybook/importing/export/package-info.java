@NullMarked
package dev.daybook.importing.export;

import org.jspecify.annotations.NullMarked;
