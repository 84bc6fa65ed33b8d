package dev.daybook.project.gum;

import dev.daybook.importing.Fact;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each file is known to have said of one thing, and as of when. A record that says otherwise than before and still
 * tells the time that it told then was edited: what it says is new, and not of that time. For one thread.
 */
final class FileWords {

    private final Map<String, Map<String, Object>> said = new HashMap<>();
    private final Map<String, Set<Instant>> times = new HashMap<>();

    /** Takes what was recorded from a file: the parts of a thing of which it spoke. */
    void said(String file, Instant at, Map<String, Object> parts) {
        said.computeIfAbsent(file, _ -> new HashMap<>()).putAll(parts);
        times.computeIfAbsent(file, _ -> new HashSet<>()).add(at);
    }

    /** Returns whether a file told the same time before. */
    boolean isUnmoved(Fact fact) {
        return times.getOrDefault(fact.file(), Set.of()).contains(fact.occurredAt());
    }

    /**
     * Returns which parts were edited, by the facts that tell them: of several records of one file, the last one counts.
     * Of a directory the highest count counts, of a folder the last look, however they came to be.
     *
     * @param facts what the files say now, in the order in which they were written
     */
    Map<Fact, Set<String>> edited(Collection<Fact> facts) {
        Map<List<String>, Fact> last = new HashMap<>();
        Map<List<String>, Object> values = new HashMap<>();
        for (Fact fact : facts) {
            Record content = Words.content(fact.event()).orElseThrow();
            boolean byTime = content instanceof ProjectFacts
                    || content instanceof RepositoryFacts
                    || content instanceof ScanEvent.SyncReported;
            if (byTime && said.containsKey(fact.file())) {
                Words.spoken(content).forEach((name, value) -> {
                    last.put(List.of(fact.file(), name), fact);
                    values.put(List.of(fact.file(), name), value);
                });
            }
        }
        Map<Fact, Set<String>> edited = new HashMap<>();
        last.forEach((place, fact) -> {
            String name = place.getLast();
            Optional<Object> before = Optional.ofNullable(said.get(fact.file())).map(parts -> parts.get(name));
            if (isUnmoved(fact)
                    && before.filter(value -> !value.equals(values.get(place))).isPresent()) {
                edited.computeIfAbsent(fact, _ -> new HashSet<>()).add(name);
            }
        });
        return edited;
    }
}
