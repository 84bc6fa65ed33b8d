@NullMarked
package dev.daybook.importing.run;

import org.jspecify.annotations.NullMarked;
