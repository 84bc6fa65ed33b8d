@NullMarked
package dev.daybook.importing.follow;

import org.jspecify.annotations.NullMarked;
