@NullMarked
package dev.daybook.importing.database;

import org.jspecify.annotations.NullMarked;
