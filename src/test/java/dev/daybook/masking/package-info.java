@NullMarked
package dev.daybook.masking;

import org.jspecify.annotations.NullMarked;
