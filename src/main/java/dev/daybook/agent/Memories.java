package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.agent.MemoryOperations.Remembered;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.slice.Ground;
import dev.daybook.text.Times;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memories by what they say: the name of one follows from its text, its content, whose it is and from when to when it is
 * so, so that the same again is the same. What is over is remembered anew under the next name.
 */
final class Memories {

    private static final String PREFIX = "mem-";

    /** Of a hash as a UUID has them, so that people may write the beginning alone. */
    private static final Pattern DIGITS = Pattern.compile("(.{8})(.{4})(.{4})(.{4})(.{12}).*");

    /** Fewer are not several. */
    private static final int SEVERAL = 2;

    /** Nobody takes the same back so often. */
    private static final int TIMES_MAX = 1_000;

    /** What is said of a memory, and of which ones it is made. */
    record Said(
            String agent,
            String text,
            Optional<Json> content,
            Optional<Instant> from,
            Optional<Instant> until,
            Map<String, Json> more) {

        String hash() {
            return sha256(content.map(Json::text).orElse(text));
        }

        /** @param times how often it was remembered, and is over */
        String id(int times) {
            String all = Stream.of(
                            agent,
                            text,
                            content.map(Json::text).orElse(""),
                            from.map(Times::text).orElse(""),
                            until.map(Times::text).orElse(""),
                            Integer.toString(times))
                    .map(part -> part.length() + ":" + part)
                    .collect(Collectors.joining());
            return PREFIX + DIGITS.matcher(sha256(all)).replaceFirst("$1-$2-$3-$4-$5");
        }

        AgentCommand.Remember command(String id, Instant now) {
            var set = new LinkedHashMap<String, Json>();
            set.put("/snapshot_id", Members.of(id));
            set.put("/agent_id", Members.of(agent));
            set.put("/text", Members.of(text));
            content.ifPresent(json -> set.put("/content", json));
            set.put("/content_hash", Members.of(hash()));
            set.put("/created_at", Members.of(now));
            from.ifPresent(time -> set.put("/valid_from", Members.of(time)));
            until.ifPresent(time -> set.put("/valid_until", Members.of(time)));
            set.putAll(more);
            return new AgentCommand.Remember(id, set);
        }
    }

    static String sha256(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static Outcome remember(Remembered it, Call call, Ground ground) {
        Optional<Instant> from = call.time("from", it.from(), When.FROM);
        Optional<Instant> until = call.time("until", it.until(), When.UNTIL);
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw Rejected.invalidAt("/until", "it is so from %s until %s: want a later end", from.get(), until.get());
        }
        var more = new LinkedHashMap<String, Json>();
        it.session().ifPresent(session -> more.put("/session_id", Members.of(session)));
        it.type().ifPresent(type -> more.put("/memory_type", Members.of(type)));
        it.source().ifPresent(source -> more.put("/source", Members.of(source)));
        it.importance().ifPresent(percent -> more.put("/importance_score", Members.of(percent / 100.0)));
        it.expires().ifPresent(time -> more.put("/expires_at", Members.of(expiry(time, call.now()))));
        if (!it.tags().isEmpty()) {
            more.put(MemoryRules.TAGS, Members.of(it.tags().stream().distinct().toList()));
        }
        var said =
                new Said(it.agent().orElseGet(() -> Members.agent(call)), it.text(), it.content(), from, until, more);
        Receipt receipt = call.submit(command(said, MemoryView.OVER, call.now(), ground));
        boolean isNew = ground.events(receipt).stream().anyMatch(MemoryEvent.Recorded.class::isInstance);
        String id = StreamId.parse(receipt.stream()).key(); // under a key that was used before: the one of then
        return new Outcome.Done(id, receipt, isNew, Optional.of(place(id)), Map.of("known", !isNew));
    }

    /**
     * Returns what remembers something, under the name that it has, or the next one if what had it is over.
     *
     * @param over in which status it cannot say it any more
     */
    private static AgentCommand.Remember command(Said said, Set<String> over, Instant now, Ground ground) {
        for (int times = 0; times < TIMES_MAX; times++) {
            String id = said.id(times);
            ground.await(AgentProjection.NAME, Selection.stream(new StreamId(MemoryEvent.CATEGORY, id)));
            Optional<MemoryView> known = new MemoryQueries(ground).find(id);
            if (known.map(memory -> memory.at(now).status())
                    .filter(over::contains)
                    .isEmpty()) {
                return said.command(id, now);
            }
        }
        throw Rejected.conflict("this was remembered %d times, and taken back as often", TIMES_MAX);
    }

    /** How long from now, or when. */
    private static Instant expiry(String text, Instant now) {
        Instant time = Moments.of("expires", text, When.UNTIL, now);
        Instant expiry = text.matches("[0-9]+[smhdw]") ? now.plus(Duration.between(time, now)) : time;
        if (!expiry.isAfter(now)) {
            throw Rejected.invalidAt("/expires", "%s has been: want a time to come", Times.text(expiry));
        }
        return expiry;
    }

    static AgentCommand.Retract retract(String id, String why, Instant now) {
        return new AgentCommand.Retract(
                id, why, Map.of("/retracted_at", Members.of(now), "/retraction_reason", Members.of(why)));
    }

    /**
     * What is carried out together or not at all.
     *
     * @param id of the memory that it is about
     */
    record Together(String id, List<AgentCommand> commands) {

        Receipt submit(Call call, Ground ground) {
            return call.submit(
                    commands.getFirst(),
                    submission -> ground.commands().submit(submission.beside(commands.subList(1, commands.size()))));
        }
    }

    static Outcome consolidate(List<String> ids, String into, Optional<String> agent, Call call, Ground ground) {
        ground.await(AgentProjection.NAME, Selection.category(MemoryEvent.CATEGORY));
        var queries = new MemoryQueries(ground);
        List<MemoryView> sources = ids.stream()
                .distinct()
                .map(id -> queries.find(id).orElseThrow(() -> Rejected.notFound("there is no memory '%s'", id)))
                .toList();
        Together all = consolidation(sources, into, agent, call.now(), ground);
        Receipt receipt = all.submit(call, ground);
        String id = ground.events(receipt).stream() // under a key that was used before: those of then
                .flatMap(event -> event instanceof MemoryEvent.Consolidated it ? Stream.of(it.into()) : Stream.empty())
                .findFirst()
                .orElse(all.id());
        return Outcome.created(place(id), id, receipt);
    }

    /** Returns what has one memory say what several did: one that says so already, or a new one. */
    static Together consolidation(
            List<MemoryView> sources, String into, Optional<String> agent, Instant now, Ground ground) {
        List<JsonNode> records =
                sources.stream().map(memory -> JsonText.tree(memory.record())).toList();
        Set<String> agents = records.stream()
                .map(record -> record.path("agent_id").asText(""))
                .collect(Collectors.toCollection(TreeSet::new));
        if (agent.isEmpty() && agents.size() > 1) {
            throw Rejected.invalidAt(
                    "/agent", "they are what %s remember: say who is to remember it", String.join(", ", agents));
        }
        var more = new LinkedHashMap<String, Json>();
        more.put("/memory_type", Members.of(MemoryView.CONSOLIDATED));
        more.put(
                "/importance_score",
                Members.of(records.stream()
                        .mapToDouble(record -> record.path("importance_score").asDouble(0))
                        .max()
                        .orElse(0)));
        more.put(MemoryRules.TAGS, tags(records));
        more.put(
                "/consolidates", Members.of(sources.stream().map(MemoryView::id).toList()));
        var said = new Said(
                agent.orElseGet(() -> String.join("", agents)),
                into,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                more);
        AgentCommand.Remember one = command(said, MemoryView.OVER_OR_SAID, now, ground);
        boolean isNew = new MemoryQueries(ground).find(one.id()).isEmpty();
        var commands = new ArrayList<AgentCommand>();
        if (isNew) {
            commands.add(one);
        }
        List<String> others = sources.stream()
                .filter(memory -> !memory.id().equals(one.id()))
                .sorted(Comparator.comparing(memory -> isSaidBy(one.id(), memory))) // the first has to change something
                .map(MemoryView::id)
                .toList();
        commands.addAll(into(one.id(), others, now).commands());
        if (commands.size() < (isNew ? 1 + SEVERAL : 1)) {
            throw Rejected.invalidAt("/ids", "is one memory: want two or more");
        }
        return new Together(one.id(), List.copyOf(commands));
    }

    /** Returns the tags that records have; where these are too many for one, those that most of them have. */
    private static Json tags(List<JsonNode> records) {
        Map<String, Long> counted = records.stream()
                .flatMap(record -> MemoryView.tags(record.path("tags")).stream().distinct())
                .collect(Collectors.groupingBy(tag -> tag, LinkedHashMap::new, Collectors.counting()));
        List<String> tags = new ArrayList<>(counted.keySet());
        Json all = Members.of(tags);
        if (all.text().length() <= MemoryRules.TAGS_CHARS_MAX) {
            return all;
        }
        tags.sort(Comparator.comparing(counted::get, Comparator.reverseOrder()));
        int chars = "[]".length();
        int kept = 0;
        while (chars <= MemoryRules.TAGS_CHARS_MAX) {
            chars += Members.of(tags.get(kept)).text().length() + ",".length();
            kept++;
        }
        return Members.of(tags.subList(0, kept - 1));
    }

    private static boolean isSaidBy(String one, MemoryView memory) {
        return JsonText.tree(memory.record())
                .path("consolidated_into")
                .asText("")
                .equals(one);
    }

    /** Returns what has a memory stand for others that it was not made for. */
    static Together into(String one, List<String> others, Instant now) {
        return new Together(
                one,
                others.stream()
                        .<AgentCommand>map(other -> new AgentCommand.Consolidate(
                                other,
                                one,
                                Map.of("/consolidated_into", Members.of(one), "/consolidated_at", Members.of(now))))
                        .toList());
    }

    static Outcome unconsolidate(String id, Call call, Ground ground) {
        ground.await(AgentProjection.NAME, Selection.category(MemoryEvent.CATEGORY));
        var queries = new MemoryQueries(ground);
        MemoryView one = queries.find(id).orElseThrow(() -> Rejected.notFound("there is no memory '%s'", id));
        List<String> sources = queries.consolidated(id);
        if (sources.isEmpty()) {
            throw Rejected.conflict("memory '%s' stands for no others", id);
        }
        var commands = new ArrayList<AgentCommand>();
        if (!JsonText.tree(one.record()).path("consolidates").isEmpty()
                && !MemoryView.OVER.contains(one.at(call.now()).status())) {
            commands.add(retract(id, "its consolidation was taken back", call.now())); // it was made for them
        }
        sources.forEach(source -> commands.add(new AgentCommand.RevertConsolidation(source, id)));
        return Outcome.done(id, new Together(id, commands).submit(call, ground));
    }

    private static String place(String id) {
        return Operation.path(MemoryOperations.MEMORY, _ -> id);
    }

    private Memories() {}
}
