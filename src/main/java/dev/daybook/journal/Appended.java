package dev.daybook.journal;

import java.util.List;

/**
 * Where the facts of an append stand, one place per draft in their order.
 *
 * @param head the journal's last position when the append was durable
 */
public record Appended(List<Place> places, Position head) {

    /** @param duplicate whether the fact had been there before, and nothing was written for it */
    public record Place(Position position, long revision, boolean duplicate) {}

    public long duplicates() {
        return places.stream().filter(Place::duplicate).count();
    }
}
