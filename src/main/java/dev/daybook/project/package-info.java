/** Projects, directories and repositories: one catalogue of what is worked on. */
@NullMarked
package dev.daybook.project;

import org.jspecify.annotations.NullMarked;
