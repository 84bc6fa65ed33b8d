/** Likely secrets in what is recorded: masked wherever people and agents read, listed, allowed, revealed to admins. */
@NullMarked
package dev.daybook.secret;

import org.jspecify.annotations.NullMarked;
