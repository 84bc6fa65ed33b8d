package dev.daybook.slice;

import dev.daybook.projection.RowsMissing;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What all slices have to say of how they stand. Immutable. */
public record Summaries(List<Summary> all) {

    /** What one of them says. */
    public record Said(String name, String says, Map<String, Long> counts) {}

    public Summaries {
        all = List.copyOf(all);
    }

    /** Returns what there is to say: of what there is nothing of, or whose rows are built anew, nothing is said. */
    public List<Said> of(Ground ground) {
        return all.stream().flatMap(summary -> said(summary, ground)).toList();
    }

    private static Stream<Said> said(Summary summary, Ground ground) {
        return RowsMissing.orNothing(() -> summary.counts().apply(ground)).stream()
                .filter(counts -> counts.values().stream().anyMatch(count -> count > 0))
                .map(counts -> new Said(summary.name(), summary.says(), counts));
    }
}
