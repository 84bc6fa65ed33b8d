@NullMarked
package dev.daybook.importing.container;

import org.jspecify.annotations.NullMarked;
