package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What audit says that an event changed is the difference of the thing as it is shown before and after the event: for
 * all fields that both name, whatever happened, in whatever order, and whatever was rolled back.
 */
class AuditAgreesTest {

    private static final int EVENTS = 700;

    /** Its history has things of all kinds. */
    private static final long SEED = 2;

    /** How the shown thing calls a field of its facts, by kind, where it is not by the same name. */
    private static final Map<String, Map<String, String>> SHOWN_AS = Map.of(
            "sbi",
            Map.of(
                    "original", "/originalStatus",
                    "holder", "/lease/holder",
                    "generation", "/lease/generation",
                    "expiresAt", "/lease/expiresAt"),
            "plan",
            Map.of("original", "/originalStatus"),
            "task",
            Map.of("expiresAt", "/leaseExpiresAt"),
            "project",
            Map.of("to", "/movedTo", "repository", "/link"));

    /** What is shown under the name of a field and is more than it: made of others, too, or of the time of day. */
    private static final Set<String> DERIVED = Set.of(
            "sbi taskId",
            "sbi createdAt", // the time of a fact, which says what it was
            "sbi completedAt",
            "plan createdAt",
            "sbi labels",
            "task holder",
            "task status",
            "agent status",
            "memory status",
            "context usagePercent",
            "context agent",
            "code tags",
            "item record",
            "session instances");

    private static final Set<String> BEGIN =
            Set.of("Recorded", "Created", "Seen", "Set", "FileIndexed", "FileRenamed", "Registered");

    /** A task or plan that is taken off the list can still be looked at. */
    private static final Set<String> END = Set.of("Removed", "FileRemoved");

    /** They say which thing it is. */
    private static final Set<String> IDS = Set.of("id", "key", "path", "plan", "project", "sbi", "session");

    /** The kinds of things that are shown with the fields of their facts. */
    private static final Set<String> SHOWN =
            Set.of("agent", "code", "config", "context", "item", "memory", "plan", "project", "sbi", "session", "task");

    /** These are shown as a record of members, whose facts name them by pointers. */
    private static final Set<String> RECORDS = Set.of("agent", "task", "memory", "context", "item");

    @TempDir
    private Path folder;

    private Optional<Fixture> service = Optional.empty();

    @AfterEach
    void close() {
        service.ifPresent(Fixture::close);
    }

    private JsonNode get(String path) {
        Caller.Reply reply = service.orElseThrow().caller.get(path);
        return reply.status() == 200 ? reply.json() : MissingNode.getInstance();
    }

    private JsonNode shownAt(StreamId thing, long position) {
        if (thing.category().equals("sbi")) { // what is deleted is shown to those who ask for it
            return get("/sbis/%s?deleted=true&asOf=%d".formatted(thing.key(), position));
        }
        return get("/history/%s/%s?at=%d"
                        .formatted(
                                thing.category(),
                                URLEncoder.encode(thing.key(), StandardCharsets.UTF_8)
                                        .replace("+", "%20"),
                                position))
                .path("state");
    }

    /** Returns where a field of a thing is shown. */
    private static Optional<String> shown(String kind, String field) {
        if (DERIVED.contains(kind + " " + field) || IDS.contains(field)) {
            return Optional.empty();
        }
        String other = SHOWN_AS.getOrDefault(kind, Map.of()).get(field);
        if (other != null) {
            return Optional.of(other);
        }
        if (field.startsWith("/")) {
            return RECORDS.contains(kind) ? Optional.of("/record" + field) : Optional.empty();
        }
        return Optional.of("/" + field);
    }

    private static Optional<JsonNode> at(JsonNode shown, String pointer) {
        return Optional.of(shown.at(pointer))
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .filter(value -> !pointer.equals("/deleted") || value.asBoolean());
    }

    /** A thing that is only mentioned has a row of defaults: nobody said these. */
    private static boolean isMentioned(JsonNode shown) {
        return shown.path("placeholder").asBoolean()
                || shown.path("kind").asText("-").isEmpty();
    }

    /** Returns whether something happened to what is not there, or has nothing to change: no rule says what becomes of it. */
    private static boolean isNonsense(JsonNode row, JsonNode before, JsonNode after) {
        boolean nothing = !before.isObject() && !after.isObject();
        boolean noMembers = row.path("action").asText().endsWith(".revised")
                && before.path("record").isValueNode();
        boolean leasedWhenDone = before.path("status").asText().equals("DONE") && before.has("lease");
        boolean unknown = before.path("placeholder").asBoolean()
                && before.path("status").asText().equals("UNKNOWN"); // may be said so, may be not
        String place = new Told(row, before, after).place();
        boolean noPlace = after.at(place).isMissingNode()
                || (row.path("action").asText().equals("session.instance-added")
                        && !before.at(place).isMissingNode());
        return nothing || unknown || noMembers || leasedWhenDone || noPlace;
    }

    /** An event as audit tells it, and the thing before and after it. */
    private record Told(JsonNode row, JsonNode before, JsonNode after) {

        /** Returns what is before the parts of a thing: an instance of a session has fields of its own. */
        String place() {
            return row.path("action").asText().startsWith("session.instance-")
                    ? "/instances/" + row.at("/newValue/index").asInt()
                    : "";
        }

        /** Returns whether the event only says by it what it is about. */
        boolean isOwn(String field) {
            return field.equals("instanceId") && row.path("action").asText().equals("session.instance-status-changed");
        }

        Optional<JsonNode> value(String of, String field) {
            return Optional.of(row.path(of).path(field)).filter(value -> !value.isMissingNode() && !value.isNull());
        }

        boolean says(String field) {
            return StreamSupport.stream(row.path("changed").spliterator(), false)
                    .anyMatch(name -> name.asText().equals(field));
        }
    }

    private List<Told> history(StreamId thing) {
        var told = new ArrayList<Told>();
        for (JsonNode row : service.orElseThrow()
                .caller
                .get("/audit?order=oldest&limit=500&entity="
                        + URLEncoder.encode(thing.toString(), StandardCharsets.UTF_8))
                .is(200)
                .json()
                .path("items")) {
            long position = row.path("position").asLong();
            JsonNode before = shownAt(thing, position - 1);
            JsonNode after = shownAt(thing, position);
            if (isNonsense(row, before, after)) {
                break;
            }
            told.add(new Told(row, before, after));
        }
        return told;
    }

    private static List<String> wrong(StreamId thing, Told told, Set<String> fields) {
        String kind = thing.category();
        var wrong = new ArrayList<String>();
        for (String field : fields) {
            Optional<String> pointer = shown(kind, field).map(it -> field.equals("updatedAt") ? it : told.place() + it);
            if (pointer.isEmpty() || told.isOwn(field)) {
                continue;
            }
            Optional<JsonNode> before = at(told.before, pointer.get());
            Optional<JsonNode> after = at(told.after, pointer.get());
            boolean says = told.says(field);
            boolean isSo = told.value("oldValue", field).equals(before)
                    && told.value("newValue", field).equals(after);
            if (says ? !isSo || before.equals(after) : !before.equals(after)) {
                wrong.add("%s of %s at %d by %s: shown %s -> %s, audit %s %s"
                        .formatted(
                                field,
                                thing,
                                told.row.path("position").asLong(),
                                told.row.path("action").asText(),
                                before,
                                after,
                                says ? "says" : "is silent,",
                                told.value("oldValue", field) + " -> " + told.value("newValue", field)));
            }
        }
        return wrong;
    }

    private static boolean isPart(Told told) {
        return !told.place().isEmpty();
    }

    /** Returns the fields that audit names of such things, or of such parts, and that are shown somewhere. */
    private static Map<Boolean, Set<String>> fields(String kind, List<Told> history) {
        var fields = new HashMap<Boolean, Set<String>>();
        for (Told told : history) {
            if (OF_PARTS.contains(told.row.path("action").asText())) {
                continue;
            }
            told.row.path("newValue").fieldNames().forEachRemaining(name -> {
                if (history.stream()
                        .anyMatch(other -> shown(kind, name)
                                .flatMap(pointer -> at(other.after, other.place() + pointer))
                                .isPresent())) {
                    fields.computeIfAbsent(isPart(told), _ -> new TreeSet<>()).add(name);
                }
            });
        }
        return fields;
    }

    /** Their fields are those of a turn, a note, a file, a threshold, and called as those of the thing. */
    private static final Set<String> OF_PARTS = Set.of(
            "sbi.execution-started",
            "sbi.execution-finished",
            "sbi.note-added",
            "sbi.attached",
            "sbi.journal-entry-recorded",
            "plan.attached",
            "plan.approval-recorded",
            "session.messages-added",
            "session.message-revised",
            "context.threshold-crossed");

    /** Returns what histories at random seldom or never have, and things do all the time. */
    private static Event usual(Random random) {
        var sbi = new SbiId("SBI-00" + random.nextInt(3));
        String plan = "PBI-" + random.nextInt(2);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                new PlanEvent.Registered(
                        plan,
                        PlanEvent.Kind.PBI,
                        "plan " + random.nextInt(2),
                        Optional.of("body"),
                        "pending",
                        Optional.of(random.nextInt(9)),
                        random.nextInt(2),
                        Optional.of("EPIC-1"));
            case 3 -> new PlanEvent.StatusChanged(plan, "planned", Optional.of("PLANNED"));
            case 4 -> new PlanEvent.Moved(plan, Optional.empty());
            case 5 -> new PlanEvent.Estimated(plan, Optional.of(random.nextInt(4)));
            case 6 -> new SbiEvent.LeaseAcquired(sbi, "ada", Chronicle.START.plusSeconds(60), random.nextLong(9));
            case 7 -> new SbiEvent.LeaseRenewed(sbi, "ada", Chronicle.START.plusSeconds(90), random.nextLong(9));
            case 8 ->
                new SbiEvent.LeaseTakenOver(sbi, "bob", "ada", Chronicle.START.plusSeconds(99), random.nextLong(9));
            case 9 -> new SbiEvent.StatusChanged(sbi, Status.DONE, Optional.empty(), Optional.empty());
            case 10 -> new SbiEvent.StatusChanged(sbi, Status.WIP, Optional.of("RUNNING"), Optional.of("again"));
            default ->
                new SbiEvent.Reset(sbi, random.nextBoolean() ? Status.DONE : Status.READY, Optional.of("once more"));
        };
    }

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("daybook.torture") ? 40 : 1)
                .map(seed -> seed + SEED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_an_event_changed_is_the_difference_of_what_is_shown(long seed) {
        var chronicle = new Chronicle(clock -> SqliteJournal.open(folder.resolve("journal.db"), clock));
        var chance = new Random(seed);
        var there = new HashSet<StreamId>();
        var things = new TreeMap<String, StreamId>();
        for (Event random : new Histories(seed, 6).events(EVENTS)) {
            Event event = chance.nextInt(4) == 0 ? usual(chance) : random;
            StreamId thing = Chronicle.stream(event);
            String what = event.getClass().getSimpleName();
            if (BEGIN.contains(what)) {
                there.add(thing);
            } else if (!there.contains(thing)) {
                continue;
            } else if (END.contains(what)) {
                there.remove(thing);
            }
            if (SHOWN.contains(thing.category())) {
                things.put(thing.toString(), thing);
            }
            long end = chronicle.append(event).value();
            if (chance.nextInt(40) == 0) {
                chronicle.rollBackTo(new Position(Math.max(0, end - 1 - chance.nextInt(3))));
            } else if (chance.nextInt(60) == 0) {
                chronicle.rollBack(new Target.Entity(thing.toString(), 0));
            }
        }
        var opened = new Fixture(
                folder, chronicle.journal, new SqliteScrub(folder.resolve("journal.db")), options -> options);
        service = Optional.of(opened);
        opened.caller.get("/audit?limit=1&after=" + opened.head() + "&wait=10s").is(200);

        var wrong = new ArrayList<String>();
        var compared = new TreeMap<String, Integer>();
        Map<String, List<Told>> kinds = new TreeMap<>();
        Map<StreamId, List<Told>> histories = new HashMap<>();
        things.values().forEach(thing -> {
            List<Told> history = history(thing);
            histories.put(thing, history);
            kinds.computeIfAbsent(thing.category(), _ -> new ArrayList<>()).addAll(history);
        });
        Map<String, Map<Boolean, Set<String>>> fields = new HashMap<>();
        kinds.forEach((kind, history) -> fields.put(kind, fields(kind, history)));
        histories.forEach((thing, history) -> history.stream()
                .filter(told -> !OF_PARTS.contains(told.row.path("action").asText()))
                .filter(told -> !isMentioned(told.before) && !isMentioned(told.after))
                .forEach(told -> {
                    Set<String> names =
                            fields.getOrDefault(thing.category(), Map.of()).getOrDefault(isPart(told), Set.of());
                    compared.merge(thing.category(), names.size(), Integer::sum);
                    wrong.addAll(wrong(thing, told, names));
                }));

        if (seed == SEED) {
            assertThat(compared.keySet()).as("kinds that were compared").containsAll(SHOWN);
        }
        assertThat(wrong.stream().limit(60)).isEmpty();
    }
}
