@NullMarked
package dev.daybook.shape;

import org.jspecify.annotations.NullMarked;
