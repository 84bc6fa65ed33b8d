/**
 * Who may come in: tokens with a name and a role, as the journal knows them, and the one of the data directory's owner.
 * The doors ask it; what a role may do is theirs to say.
 */
@NullMarked
package dev.daybook.access;

import org.jspecify.annotations.NullMarked;
