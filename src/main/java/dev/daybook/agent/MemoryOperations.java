package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked of what agents remember. */
final class MemoryOperations {

    private static final String MEMORIES = "/memories";
    static final String MEMORY = MEMORIES + "/{id}";
    static final int TEXT_CHARS_MAX = 100_000;

    private record Which(
            @Says(
                    value = "which one",
                    min = 1,
                    max = 200,
                    thing = "memory",
                    like = "mem-3f786850-e387-550f-dab8-36ed7e6dc881")
            String id) {}

    private record Filter(
            @Says(value = "only what this agent remembers", label = "NAME", max = 200, thing = "agent", like = "web-1")
            Optional<String> agent,

            @Says(value = "only what has this tag", max = 64, like = "build")
            Optional<String> tag,

            @Says(value = "working, consolidated, archived, critical, or another word", label = "WORD", max = 200)
            Optional<String> type,

            @Says(
                    value =
                            "as it was known at this time, at the end of this day, or when that position was the last one",
                    form = TextForm.MOMENT,
                    like = "2026-01-05")
            Optional<String> asOf,

            @Says("also what was retracted, has expired, or is said by another one")
            boolean all) {

        Optional<Instant> time(Call call, Ground ground) {
            return MemoryOperations.time(asOf, call, ground);
        }

        Instant at(Call call, Ground ground) {
            return time(call, ground).orElseGet(call::now);
        }

        MemoryQueries.Wanted wanted() {
            return new MemoryQueries.Wanted(agent, tag, type, all);
        }
    }

    private record Shown(
            Which which,

            @Says(
                    value =
                            "as it was known at this time, at the end of this day, or when that position was the last one",
                    form = TextForm.MOMENT,
                    like = "1h")
            Optional<String> asOf) {}

    private record Sought(
            @Says(
                    value = "words that must all occur; \"in quotes\" a phrase, a* what begins so, -word not, a OR b",
                    label = "TEXT",
                    min = 1,
                    max = 500,
                    like = "clean cache")
            String q,

            Filter filter) {}

    record Remembered(
            @Says(value = "what is to be remembered", min = 1, max = TEXT_CHARS_MAX, like = "Tests need a clean cache")
            String text,

            @Says(value = "a tag; repeat it for more", label = "TAG", min = 1, max = 64, most = 32, like = "build")
            List<String> tags,

            @Says(
                    value = "where it was learned: a file and line, a commit, a page",
                    label = "WHERE",
                    min = 1,
                    max = 1_000,
                    like = "build.gradle:12")
            Optional<String> source,

            @Says(value = "from when on it is so", form = TextForm.TIME, like = "2026-01-05")
            Optional<String> from,

            @Says(value = "until when it is so, up to the end of this day", form = TextForm.TIME, like = "2026-03-31")
            Optional<String> until,

            @Says(
                    value = "how much it matters, in percent (default: 50)",
                    label = "0..100",
                    min = 0,
                    max = 100,
                    like = "80")
            Optional<Integer> importance,

            @Says(
                    value = "when it is to be forgotten: a time, or how long from now",
                    form = TextForm.TIME,
                    want = "a time (2026-01-31T12:00:00Z), a day (2026-01-31) or how long from now (7d)",
                    like = "30d")
            Optional<String> expires,

            @Says(value = "who remembers it (default: the actor)", label = "NAME", min = 1, max = 200, like = "web-1")
            Optional<String> agent,

            @Says(value = "the context in which it was learned", label = "NAME", min = 1, max = 200)
            Optional<String> session,

            @Says(
                    value = "working, critical, archived, or another word (default: working)",
                    label = "WORD",
                    min = 1,
                    max = 200)
            Optional<String> type,

            @Says(value = "what else belongs to it, of any size", label = "FILE", like = "{\"failed\":[\"LoginTest\"]}")
            Optional<Json> content) {}

    private record Retracted(
            Which which,

            @Says(value = "why", label = "TEXT", min = 1, max = 2_000, like = "The cache is cleaned now")
            String why) {}

    private record Consolidated(
            @Says(value = "which ones", label = "ID", min = 1, max = 200, most = 1_000, thing = "memory")
            List<String> ids,

            @Says(
                    value = "what says all of them from now on",
                    label = "TEXT",
                    min = 1,
                    max = TEXT_CHARS_MAX,
                    like = "Tests need a clean cache, and port 8080")
            String into,

            @Says(value = "who remembers it (default: who remembers them)", label = "NAME", min = 1, max = 200)
            Optional<String> agent) {}

    private record KeptUp(
            @Says("tells what would be done, and does nothing")
            boolean dryRun) {}

    static final Operations<Ground> ALL = new Operations<>(
            "memory",
            "memories",
            "What agents remember.",
            List.of(
                    Operation.<Remembered, Ground>writes(
                                    "memory remember", "remember", "POST " + MEMORIES, Remembered.class)
                            .says(
                                    "Remembers something.",
                                    "The same again of the same agent is known already: what else is said adds to it.")
                            .revision(Revision.NONE)
                            .tool("memory", "remember", "agent", "session", "type", "content")
                            .called(form -> form.words("text")
                                    .option("tags", "--tag")
                                    .time("from", When.FROM)
                                    .time("until", When.UNTIL)
                                    .file("content")
                                    .begins())
                            .creates("Remembered", Memories::remember),
                    Operation.<Filter, Ground>reads("memory list", "listMemories", "GET " + MEMORIES, Filter.class)
                            .says("What agents remember, the newest first.")
                            .from(AgentProjection.NAME)
                            .inBranches()
                            .paged()
                            .columns(Column.thing("id", "id", MemoryEvent.CATEGORY))
                            .columns(
                                    new Column("text", row -> MemoryView.line(row.path("record"))),
                                    new Column("tags", row -> tags(row.path("record"))))
                            .columns("status", "agent=record/agent_id", "created=createdAt")
                            .called(form -> form.option("asOf", "--at")
                                    .time("asOf", When.LAST)
                                    .ifNone(
                                            "nothing is remembered: daybook memory remember TEXT does so",
                                            "agent",
                                            "tag",
                                            "type",
                                            "asOf"))
                            .lists(
                                    "Memory",
                                    MemoryView.class,
                                    (filter, call, ground) -> new MemoryQueries(ground)
                                            .list(
                                                    filter.wanted(),
                                                    filter.at(call, ground),
                                                    call.cursor(),
                                                    call.limit())),
                    Operation.<Sought, Ground>reads(
                                    "memory search", "searchMemories", "GET " + MEMORIES + "/search", Sought.class)
                            .says(
                                    "Finds what agents remember by its words, the best first.",
                                    "Its words are those of today, also as of another time.")
                            .tool("memory", "search", "type", "all")
                            .from("search")
                            .paged()
                            .columns(Column.thing("id", "id", MemoryEvent.CATEGORY))
                            .columns("found=snippet", "tags", "status", "agent", "created=createdAt")
                            .called(
                                    form -> form.words("q")
                                            .option("asOf", "--at")
                                            .time("asOf", When.LAST)
                                            .limit(20)
                                            .ifNone(
                                                    "nothing found: fewer words, or the beginning of one with a star (retr*), find more"))
                            .lists(
                                    "MemoryHit",
                                    MemoryHit.class,
                                    (sought, call, ground) -> new MemoryQueries(ground)
                                            .search(
                                                    sought.q(),
                                                    sought.filter().wanted(),
                                                    sought.filter().time(call, ground),
                                                    call.cursor(),
                                                    call.limit())),
                    Operation.<Shown, Ground>reads("memory show", "getMemory", "GET " + MEMORY, Shown.class)
                            .says("Something that an agent remembers, with all there is.")
                            .from(AgentProjection.NAME)
                            .inBranches()
                            .withRevision()
                            .showsKey(key -> Map.of("id", key))
                            .called(form ->
                                    form.words("id").option("asOf", "--at").time("asOf", When.LAST))
                            .answers("Memory", MemoryView.class, MemoryOperations::show),
                    Operation.<Retracted, Ground>writes(
                                    "memory retract", "retractMemory", "POST " + MEMORY + "/retract", Retracted.class)
                            .says(
                                    "Takes back what was remembered: it was wrong, or is no longer so. Its history stays.")
                            .tool("memory", "retract")
                            .called(form -> form.words("id").option("why", "--reason"))
                            .answers(
                                    "Written",
                                    (retracted, call, _) -> call.done(
                                            Memories.retract(retracted.which().id(), retracted.why(), call.now()))),
                    Operation.<Consolidated, Ground>writes(
                                    "memory consolidate",
                                    "consolidateMemories",
                                    "POST " + MEMORIES + "/consolidate",
                                    Consolidated.class)
                            .says(
                                    "Has one memory say what several did.",
                                    "They stay as they are, and are no longer found unless asked for; it can be taken back.")
                            .revision(Revision.NONE)
                            .called(form -> form.words("ids"))
                            .creates(
                                    "Written",
                                    (consolidated, call, ground) -> Memories.consolidate(
                                            consolidated.ids(),
                                            consolidated.into(),
                                            consolidated.agent(),
                                            call,
                                            ground)),
                    Operation.<Which, Ground>destroys(
                                    "memory unconsolidate",
                                    "unconsolidateMemory",
                                    "DELETE " + MEMORY + "/consolidation",
                                    Which.class)
                            .says("Takes a consolidation back: what it stood for is known again as it was.")
                            .called(form -> form.words("id"))
                            .answers(
                                    "Written",
                                    (which, call, ground) -> Memories.unconsolidate(which.id(), call, ground)),
                    Operation.<KeptUp, Ground>works(
                                    "memory upkeep", "upkeepMemories", "POST " + MEMORIES + "/upkeep", KeptUp.class)
                            .says(
                                    "Has memories expire whose time is over, joins those that say the same, and bundles"
                                            + " old ones that matter little.",
                                    "A server does so by itself (settings memory.*). No model is asked; what a bundle stands"
                                            + " for stays as it is, and the bundle can be taken back.")
                            .wants(Role.WRITE)
                            .called(form -> form.shows(Part.rows(
                                    "/steps",
                                    "nothing is to be done",
                                    "action",
                                    "agent",
                                    "memories",
                                    "into",
                                    "bytes",
                                    "why")))
                            .answers(
                                    "MemoryUpkeep",
                                    MemoryUpkeep.Report.class,
                                    (it, call, ground) -> Outcome.shown(
                                            it.dryRun()
                                                    ? MemoryUpkeep.dryRun(ground)
                                                    : MemoryUpkeep.run(
                                                            ground,
                                                            command -> call.submission(command)
                                                                    .unkeyed())))));

    private static Outcome show(Shown shown, Call call, Ground ground) {
        var queries = new MemoryQueries(ground);
        String id = shown.which().id();
        Optional<Instant> at = time(shown.asOf(), call, ground);
        MemoryView memory = at.map(time -> queries.find(id, time))
                .orElseGet(() -> queries.find(id))
                .orElseThrow(() -> Rejected.notFound("there is no memory '%s'%s", id, at.isPresent() ? " then" : ""));
        return Outcome.thing(
                new StreamId(MemoryEvent.CATEGORY, id),
                memory.revision(),
                memory.standingFor(queries.consolidated(id)));
    }

    /** Returns the time that is meant: of a position when it was written down. */
    private static Optional<Instant> time(Optional<String> asOf, Call call, Ground ground) {
        return asOf.map(
                text -> Moment.of(Operation.AS_OF, text, call.now(), ground).at());
    }

    private static String tags(JsonNode record) {
        return String.join(", ", MemoryView.tags(record.path("tags")));
    }

    private MemoryOperations() {}
}
