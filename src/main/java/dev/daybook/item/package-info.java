/** Records of tools that have no slice of their own: any JSON, member by member. */
@NullMarked
package dev.daybook.item;

import org.jspecify.annotations.NullMarked;
