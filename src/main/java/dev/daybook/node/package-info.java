/**
 * The processes that serve one journal: who is there, which of them does what only one may do at a time, and the few values
 * besides facts that all have to agree on. With a journal in a file there is one; a database tells several of each other.
 */
@NullMarked
package dev.daybook.node;

import org.jspecify.annotations.NullMarked;
