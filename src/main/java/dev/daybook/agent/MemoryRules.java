package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of memories: retracted, said by another one, expired. None of it takes anything away. */
final class MemoryRules {

    private static final String RETRACTED = "/retracted_at";
    private static final String EXPIRED = "/expired_at";
    static final String INTO = "/consolidated_into";

    static final String TAGS = "/tags";

    /** Of a list as JSON: all of them are kept beside each memory that commands are about, and in its row. */
    static final int TAGS_CHARS_MAX = 4_096;

    /** A text as JSON writes it. */
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"");

    /** What a memory is as long as nobody says otherwise. */
    private static final Map<String, Json> STANDARD =
            Map.of("/memory_type", new Json("\"working\""), "/importance_score", new Json("0.5"));

    /** Nothing was known of it. */
    static List<Told> remembered(AgentCommand.Remember it) {
        Texts.key("/id", it.id());
        it.set().forEach((pointer, value) -> Texts.content(pointer, value.text()));
        Map<String, Json> set = new TreeMap<>(it.set());
        STANDARD.forEach(set::putIfAbsent);
        checkTags(it.id(), set);
        return List.of(it.kind().recorded(it.id(), set, Optional.empty()));
    }

    static List<Told> decide(AgentCommand.OfMemory command, Present memory) {
        return switch (command) {
            case AgentCommand.Remember it -> again(it, memory);
            case AgentCommand.Retract it -> {
                Texts.reason("/why", it.why());
                yield AgentDecider.once(
                        RETRACTED, it.set(), memory, set -> new MemoryEvent.Retracted(it.id(), it.why(), set));
            }
            case AgentCommand.Consolidate it -> consolidate(it, memory);
            case AgentCommand.RevertConsolidation it ->
                memory.text(INTO).equals(Optional.of(it.from()))
                        ? List.of(new MemoryEvent.ConsolidationReverted(
                                it.id(), it.from(), Map.of(), List.of(INTO, "/consolidated_at")))
                        : List.of();
            case AgentCommand.Expire it ->
                memory.text("/expires_at").equals(Optional.of(it.expiresAt()))
                        ? AgentDecider.once(EXPIRED, it.set(), memory, set -> new MemoryEvent.Expired(it.id(), set))
                        : List.of();
        };
    }

    /** When it was remembered first is when it was remembered; what else is said adds to it. */
    private static List<Told> again(AgentCommand.Remember it, Present memory) {
        if (isOver(memory)) {
            throw Rejected.conflict("memory '%s' is over: remember it anew", it.id());
        }
        var added = new TreeMap<>(it.set());
        added.keySet().removeAll(Set.of("/created_at", "/text", "/content")); // the hash stands for what it says
        added.computeIfPresent(TAGS, (_, tags) -> joined(memory, tags));
        Map<String, Json> set = AgentDecider.changed(added, memory);
        if (set.containsKey("/content_hash")) {
            throw Rejected.conflict("memory '%s' says something else", it.id());
        }
        checkTags(it.id(), set);
        return set.isEmpty() ? List.of() : List.of(it.kind().revised(it.id(), set, List.of(), Optional.empty()));
    }

    /** Tags are added, never taken away. */
    private static Json joined(Present memory, Json tags) {
        String known = memory.text(TAGS) // files may hold the text of a list
                .orElseGet(() -> memory.members().getOrDefault(TAGS, Json.NULL).text());
        return new Json(Stream.of(known, tags.text())
                .flatMap(list -> TEXT.matcher(list).results())
                .map(MatchResult::group)
                .distinct()
                .collect(Collectors.joining(",", "[", "]")));
    }

    /** What files hold is kept however much it is; nobody adds to it. */
    private static void checkTags(String id, Map<String, Json> set) {
        int chars = set.getOrDefault(TAGS, Json.NULL).text().length();
        if (chars > TAGS_CHARS_MAX) {
            throw Rejected.invalidAt(
                    TAGS,
                    "the tags of memory '%s' would be %,d characters: want at most %,d; what else there is to say belongs into a memory of its own",
                    id,
                    chars,
                    TAGS_CHARS_MAX);
        }
    }

    private static List<Told> consolidate(AgentCommand.Consolidate it, Present memory) {
        if (it.into().equals(it.id())) {
            throw Rejected.invalidAt("/into", "'%s' does not say itself: want another memory", it.id());
        }
        if (isOver(memory)) {
            throw Rejected.conflict("memory '%s' is over: nothing says it any more", it.id());
        }
        Optional<String> into = memory.text(INTO);
        if (into.isPresent() && !into.get().equals(it.into())) {
            throw Rejected.conflict("memory '%s' is said by '%s' already", it.id(), into.get());
        }
        return AgentDecider.once(INTO, it.set(), memory, set -> new MemoryEvent.Consolidated(it.id(), it.into(), set));
    }

    private static boolean isOver(Present memory) {
        return memory.isSet(RETRACTED) || memory.isSet(EXPIRED);
    }

    private MemoryRules() {}
}
