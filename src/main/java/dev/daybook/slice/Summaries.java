package dev.daybook.slice;

import java.util.List;
import java.util.Map;

/** What all slices have to say of how they stand. Immutable. */
public record Summaries(List<Summary> all) {

    /** What one of them says. */
    public record Said(String name, String says, Map<String, Long> counts) {}

    public Summaries {
        all = List.copyOf(all);
    }

    /** Returns what there is to say: of what there is nothing of, nothing is said. */
    public List<Said> of(Ground ground) {
        return all.stream()
                .map(summary -> new Said(
                        summary.name(), summary.says(), summary.counts().apply(ground)))
                .filter(said -> said.counts().values().stream().anyMatch(count -> count > 0))
                .toList();
    }
}
