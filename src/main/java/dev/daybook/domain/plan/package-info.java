/** What tasks belong to: EPICs and PBIs with their children. */
@NullMarked
package dev.daybook.domain.plan;

import org.jspecify.annotations.NullMarked;
