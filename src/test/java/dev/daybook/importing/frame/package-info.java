@NullMarked
package dev.daybook.importing.frame;

import org.jspecify.annotations.NullMarked;
