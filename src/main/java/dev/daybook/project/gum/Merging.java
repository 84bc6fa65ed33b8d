package dev.daybook.project.gum;

import dev.daybook.domain.Event;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Results;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Brings together what several records say of one thing, and tells which of them say it twice. */
final class Merging {

    private final Results results;

    /** How many things of a file are told by one that counts more, too. */
    private final Map<String, Integer> overlaps = new TreeMap<>();

    Merging(Results results) {
        this.results = results;
    }

    /** What is said of one thing, the last of it with all that counts. */
    static final class Group<F> {
        private final List<Saying<F>> sayings = new ArrayList<>();
        private final List<F> known = new ArrayList<>();

        F last() {
            return known.getLast();
        }

        Map<String, Integer> counts(String... more) {
            Map<String, Integer> counts = new TreeMap<>();
            sayings.forEach(saying -> saying.counts().forEach(count -> counts.put(count, 1)));
            for (String count : more) {
                counts.put(count, 1);
            }
            return counts;
        }

        /** Returns what was known one after the other, each with who said so. */
        List<Fact> facts(Function<F, Event> event) {
            var facts = new ArrayList<Fact>();
            for (int i = 0; i < sayings.size(); i++) {
                if (i == 0 || !known.get(i).equals(known.get(i - 1))) {
                    Saying<F> saying = sayings.get(i);
                    facts.add(new Fact(event.apply(known.get(i)), saying.file(), saying.at()));
                }
            }
            return facts;
        }
    }

    /**
     * @param key what names the thing, however it is spelled
     * @param or what is known of it if the first one is said after the other
     */
    <F> Map<String, Group<F>> group(List<Saying<F>> all, UnaryOperator<String> key, BinaryOperator<F> or) {
        Map<String, Group<F>> groups = new LinkedHashMap<>();
        for (Saying<F> saying : all) {
            Group<F> group = groups.computeIfAbsent(key.apply(saying.spelled()), _ -> new Group<>());
            group.sayings.stream()
                    .filter(it -> it.file().equals(saying.file()))
                    .reduce((_, last) -> last)
                    .ifPresent(before -> again(before, saying));
            group.known.add(group.sayings.isEmpty() ? saying.facts() : or.apply(saying.facts(), group.last()));
            group.sayings.add(saying);
        }
        groups.values().forEach(this::overlap);
        return groups;
    }

    private <F> void again(Saying<F> before, Saying<F> again) {
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

    private void overlap(Group<?> group) {
        String last = group.sayings.getLast().file();
        Set<String> files = new HashSet<>();
        group.sayings.forEach(saying -> files.add(saying.file()));
        files.remove(last);
        files.forEach(file -> overlaps.merge(file, 1, Integer::sum));
    }

    /** Tells which files say what others say, too. */
    void overlaps() {
        overlaps.forEach((file, count) -> results.info(
                file,
                "",
                "SOURCE_OVERLAP",
                "has %d things that another file tells, too: counted once, that file counts more",
                count));
    }
}
