package dev.daybook.project.gum;

import dev.daybook.importing.Fact;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
     * What each fact tells, and what of that was edited.
     *
     * @param edited parts that say otherwise than before though their time is as it was: nothing was said later
     */
    record Told(Map<Fact, Map<String, Object>> parts, Map<Fact, Set<String>> edited) {

        Map<String, Object> parts(Fact fact) {
            return parts.getOrDefault(fact, Map.of());
        }

        boolean isEdited(Fact fact, String part) {
            return edited.getOrDefault(fact, Set.of()).contains(part);
        }
    }

    /**
     * Returns what facts tell: of several records of one file, the last one counts. What a file told of a repository
     * before and tells no more, is no more: gum has nothing but an empty text or list for that, which may be just not
     * known where the file never told more. Of a directory the highest count counts, of a folder the last look, however
     * they came to be: nothing of them is edited.
     *
     * @param facts what the files say now, in the order in which they were written
     */
    Told told(Collection<Fact> facts) {
        Map<Fact, Map<String, Object>> parts = new HashMap<>();
        Map<String, Fact> last = new LinkedHashMap<>();
        Map<String, Set<String>> spoken = new HashMap<>();
        for (Fact fact : facts) {
            Map<String, Object> said = Words.spoken(Words.content(fact.event()).orElseThrow());
            parts.put(fact, said);
            last.put(fact.file(), fact);
            spoken.computeIfAbsent(fact.file(), _ -> new HashSet<>()).addAll(said.keySet());
        }
        last.forEach((file, fact) -> {
            Record content = Words.content(fact.event()).orElseThrow();
            if (content instanceof RepositoryFacts) {
                Map<String, Object> all = Words.parts(content);
                Set<String> gone =
                        new HashSet<>(said.getOrDefault(file, Map.of()).keySet());
                gone.removeAll(spoken.getOrDefault(file, Set.of()));
                gone.forEach(name -> Optional.ofNullable(all.get(name))
                        .ifPresent(value -> parts.getOrDefault(fact, Map.of()).put(name, value)));
            }
        });
        return new Told(parts, edited(facts, parts));
    }

    private Map<Fact, Set<String>> edited(Collection<Fact> facts, Map<Fact, Map<String, Object>> parts) {
        Map<List<String>, Fact> last = new HashMap<>();
        for (Fact fact : facts) {
            Record content = Words.content(fact.event()).orElseThrow();
            boolean byTime = content instanceof ProjectFacts
                    || content instanceof RepositoryFacts
                    || content instanceof ScanEvent.SyncReported;
            if (byTime) {
                parts.getOrDefault(fact, Map.of()).keySet().forEach(name -> last.put(List.of(fact.file(), name), fact));
            }
        }
        Map<Fact, Set<String>> edited = new HashMap<>();
        last.forEach((place, fact) -> {
            String name = place.getLast();
            Optional<Object> before =
                    Optional.ofNullable(said.getOrDefault(fact.file(), Map.of()).get(name));
            Optional<Object> now =
                    Optional.ofNullable(parts.getOrDefault(fact, Map.of()).get(name));
            if (isUnmoved(fact) && before.isPresent() && !before.equals(now)) {
                edited.computeIfAbsent(fact, _ -> new HashSet<>()).add(name);
            }
        });
        return edited;
    }
}
