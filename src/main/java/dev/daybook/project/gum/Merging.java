package dev.daybook.project.gum;

import dev.daybook.domain.Event;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Results;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Brings together what several records say of one thing, and tells which of them say it twice. */
final class Merging {

    private final Results results;

    /** How many things of a file are told by one of a higher rank, too. */
    private final Map<String, Integer> overlaps = new TreeMap<>();

    Merging(Results results) {
        this.results = results;
    }

    /** What is said of one thing. */
    static final class Group<F> {
        private final List<Observation<F>> sayings = new ArrayList<>();

        Map<String, Integer> counts(String... more) {
            Map<String, Integer> counts = new TreeMap<>();
            sayings.forEach(saying -> saying.counts().forEach(count -> counts.put(count, 1)));
            for (String count : more) {
                counts.put(count, 1);
            }
            return counts;
        }

        /** Returns what each record says, in the order in which they were written. */
        List<Fact> facts(Function<F, Event> event) {
            return Observation.inOrder(sayings).stream()
                    .map(observation ->
                            new Fact(event.apply(observation.facts()), observation.file(), observation.at()))
                    .toList();
        }
    }

    /** @param key what names the thing, however it is spelled */
    <F> Map<String, Group<F>> group(List<Observation<F>> all, UnaryOperator<String> key) {
        Map<String, Group<F>> groups = new LinkedHashMap<>();
        for (Observation<F> saying : all) {
            Group<F> group = groups.computeIfAbsent(key.apply(saying.spelled()), _ -> new Group<>());
            for (Observation<F> before : group.sayings.reversed()) {
                if (before.file().equals(saying.file())) {
                    again(before, saying);
                    break;
                }
            }
            group.sayings.add(saying);
        }
        groups.values().forEach(this::overlap);
        return groups;
    }

    private <F> void again(Observation<F> before, Observation<F> again) {
        boolean rows =
                again.counts().contains("github_metadata") != before.counts().contains("github_metadata");
        if (rows) {
            return; // two tables of the database
        }
        if (!again.spelled().equals(before.spelled())) {
            results.warn(
                    again.file(),
                    again.where(),
                    "DUPLICATE",
                    "is '%s' in another spelling: one thing",
                    before.spelled());
        }
        if (!again.facts().equals(before.facts())) {
            results.warn(
                    again.file(),
                    again.where(),
                    "CONFLICT",
                    "says otherwise than %s: the later one counts, both are recorded",
                    before.where());
        } else if (again.spelled().equals(before.spelled())) {
            results.info(again.file(), again.where(), "DUPLICATE", "says the same as %s", before.where());
        }
    }

    private <F> void overlap(Group<F> group) {
        if (group.sayings.size() > 1) {
            Set<String> files = new HashSet<>();
            group.sayings.forEach(saying -> files.add(saying.file()));
            files.remove(Collections.max(files, Comparator.comparing(Gum::rank)));
            files.forEach(file -> overlaps.merge(file, 1, Integer::sum));
        }
    }

    /** Tells which files say what others say, too. */
    void overlaps() {
        overlaps.forEach((file, count) -> results.info(
                file,
                "",
                "SOURCE_OVERLAP",
                "has %d things that another file tells, too: counted once, the later word counts",
                count));
    }
}
