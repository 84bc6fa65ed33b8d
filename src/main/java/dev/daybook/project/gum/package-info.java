/** The files of gum: JSON caches, their database, and the lists that its users and its cron jobs keep. */
@NullMarked
package dev.daybook.project.gum;

import org.jspecify.annotations.NullMarked;
