@NullMarked
package dev.daybook.importing.file;

import org.jspecify.annotations.NullMarked;
