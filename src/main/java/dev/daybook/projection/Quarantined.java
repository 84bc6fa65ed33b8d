package dev.daybook.projection;

import java.util.List;

/**
 * A stream that a projection has set aside: one of its events could not be posted, and those behind it wait in order.
 *
 * @param stream {@code kind/id}
 * @param position of the event that could not be posted
 * @param type of that event
 * @param attempts how often it was tried
 * @param parked how many events of the stream wait behind it
 * @param error what went wrong the last time
 */
public record Quarantined(
        String projection, String stream, long position, String type, int attempts, long parked, String error) {

    /** Returns the streams that the rows of a projection lack. */
    static List<Quarantined> of(String projection, Generation generation) {
        return generation.quarantine().all().stream()
                .filter(Quarantine.SetAside::quarantined)
                .map(setAside -> new Quarantined(
                        projection,
                        setAside.stream(),
                        setAside.position(),
                        setAside.type(),
                        setAside.attempts(),
                        setAside.parked(),
                        setAside.error()))
                .toList();
    }

    /** Returns what is set aside, why, and the way out. */
    public String describe() {
        return "the stream %s is set aside with %d events behind position %d, where %s could not be posted (%s); when the cause is gone: daybook projections retry %s"
                .formatted(stream, parked, position, type, error, projection);
    }
}
