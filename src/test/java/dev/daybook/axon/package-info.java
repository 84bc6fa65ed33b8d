/** Commands over the bus and events into the projections, on real journals. */
@NullMarked
package dev.daybook.axon;

import org.jspecify.annotations.NullMarked;
