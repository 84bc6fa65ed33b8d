package dev.daybook.slice;

import dev.daybook.shape.Says;
import dev.daybook.slice.Briefing.Told;
import dev.daybook.text.BriefLines;
import java.util.List;
import java.util.stream.Stream;

/** What all slices tell an agent that begins to work. Immutable. */
public record Briefings(List<Briefing> all) {

    /** What one of them tells. */
    public record Said(
            String name,
            @Says("what is told of, in words") String says,

            @Says("the command that goes on with one of them; empty if there is none")
            String next,

            @Says("how many there are") long count,

            @Says("a line for each of the first, or for all of a kind")
            List<String> lines,

            @Says("how many lines are left out") long more) {

        public Said {
            lines = List.copyOf(lines);
        }
    }

    public Briefings {
        all = List.copyOf(all);
    }

    /** Returns the read models that are asked. */
    public List<String> readModels() {
        return all.stream().map(Briefing::readModel).distinct().toList();
    }

    /** Returns what there is to say: of what there is nothing of, nothing is said. */
    public List<Said> of(Ground ground) {
        return all.stream().flatMap(briefing -> said(briefing, ground)).toList();
    }

    private static Stream<Said> said(Briefing briefing, Ground ground) {
        Told told = briefing.told().apply(ground);
        List<String> lines = BriefLines.of(told.lines(), briefing.bytesMax());
        return told.count() == 0
                ? Stream.empty()
                : Stream.of(new Said(
                        briefing.name(),
                        briefing.says(),
                        briefing.next(),
                        told.count(),
                        lines,
                        told.all() - lines.size()));
    }
}
