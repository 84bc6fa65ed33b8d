package dev.daybook.session;

import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.shape.Limit;
import dev.daybook.shape.Otherwise;
import dev.daybook.shape.Otherwise.Given;
import dev.daybook.shape.Otherwise.Instead;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the record of a session consists of, as AIT42 writes it: its keys in its order, {@code null} for what is absent.
 * What only newer editors write stands after its own keys and only where it is there, and members that nobody knows
 * come last.
 */
public final class SessionShape {

    static final List<String> STATUSES =
            List.of("running", "completed", "failed", "paused", "round_1", "round_2", "round_3");
    static final List<String> INSTANCE_STATUSES =
            List.of("idle", "running", "completed", "failed", "paused", "archived");
    static final List<String> PHASES = List.of("pending", "in_progress", "completed");
    static final int INSTANCES_MAX = 1_000;
    static final int MESSAGES_MAX = 100_000;

    private static final String TIME_WANTED = "'%s' is no time: want one such as 2025-11-10T02:01:09.044Z";

    /** What the tool's own numbers hold. */
    private static final long U32_MAX = 0xFFFF_FFFFL;

    private static final int RUNTIMES_MAX = 1_000;

    /** The longest path that common file systems take. */
    private static final int PATH_CHARS_MAX = 4_096;

    /** A longer text is not shown as a whole. */
    private static final int SHOWN_CHARS_MAX = 60;

    /** The status of what does not say one. */
    private static final String UNKNOWN = "unknown";

    /** What stands between the members before the instances and those after the messages of a session without any. */
    private static final String LISTS = ",\"instances\":[],\"chatHistory\":[],";

    static final Shape<Profile> PROFILE = Shape.of(Profile.class)
            .text("type", Profile::type)
            .words("type of session", List.of("competition", "ensemble", "debate"))
            .text("task", Profile::task)
            .limit(Limit.DOCUMENT)
            .text("status", Profile::status)
            .otherwise(UNKNOWN)
            .words("status", STATUSES)
            .time("createdAt", Profile::createdAt)
            .otherwise(otherTime("updatedAt"))
            .limit(SessionShape::time)
            .time("updatedAt", Profile::updatedAt)
            .otherwise(otherTime("createdAt"))
            .limit(SessionShape::time)
            .settled()
            .time("completedAt", Profile::completedAt)
            .limit(SessionShape::time)
            .text("model", Profile::model)
            .limit(Limit.NAME)
            .number("timeoutSeconds", Profile::timeoutSeconds)
            .max(U32_MAX)
            .flag("preserveWorktrees", Profile::preserveWorktrees)
            .number("winnerId", Profile::winnerId)
            .max(U32_MAX)
            .texts("runtimeMix", Profile::runtimeMix)
            .limit(Limit.NAME)
            .atMost(RUNTIMES_MAX, "runtimes")
            .number("totalDuration", Profile::totalDuration)
            .max(Long.MAX_VALUE)
            .number("totalFilesChanged", Profile::totalFilesChanged)
            .max(U32_MAX)
            .number("totalLinesAdded", Profile::totalLinesAdded)
            .max(U32_MAX)
            .number("totalLinesDeleted", Profile::totalLinesDeleted)
            .max(U32_MAX)
            .json("evaluation", Profile::evaluation)
            .limit(Texts::object)
            .sparse()
            .newer()
            .text("integrationPhase", Profile::integrationPhase)
            .words("phase of an integration", PHASES)
            .sparse()
            .newer()
            .number("integrationInstanceId", Profile::integrationInstanceId)
            .max(U32_MAX)
            .sparse()
            .newer()
            .more("extra", Profile::extra)
            .limit(Texts::json)
            .build();

    public static final Shape<Instance> INSTANCE = Shape.of(Instance.class)
            .number("instanceId", Instance::instanceId)
            .max(U32_MAX)
            .otherwise(given -> new Instead((long) given.place(), "taken as " + given.place()))
            .text("worktreePath", Instance::worktreePath)
            .limit(Limit.chars(PATH_CHARS_MAX))
            .text("branch", Instance::branch)
            .limit(Limit.chars(PATH_CHARS_MAX))
            .text("agentName", Instance::agentName)
            .limit(Limit.chars(Texts.NAME_CHARS_MAX))
            .text("status", Instance::status)
            .otherwise(UNKNOWN)
            .words("status of an instance", INSTANCE_STATUSES)
            .text("tmuxSessionId", Instance::tmuxSessionId)
            .limit(Limit.chars(Texts.NAME_CHARS_MAX))
            .text("output", Instance::output)
            .as(LongText.class, LongText::new, LongText::text)
            .limit(Limit.CONTENT)
            .time("startTime", Instance::startTime)
            .limit(SessionShape::time)
            .time("endTime", Instance::endTime)
            .limit(SessionShape::time)
            .number("filesChanged", Instance::filesChanged)
            .max(U32_MAX)
            .number("linesAdded", Instance::linesAdded)
            .max(U32_MAX)
            .number("linesDeleted", Instance::linesDeleted)
            .max(U32_MAX)
            .text("runtime", Instance::runtime)
            .limit(Limit.NAME)
            .text("model", Instance::model)
            .limit(Limit.NAME)
            .text("runtimeLabel", Instance::runtimeLabel)
            .limit(Limit.NAME)
            .number("testsPassed", Instance::testsPassed)
            .max(U32_MAX)
            .sparse()
            .newer()
            .number("testsFailed", Instance::testsFailed)
            .max(U32_MAX)
            .sparse()
            .newer()
            .decimal("codeComplexity", Instance::codeComplexity)
            .sparse()
            .newer()
            .decimal("executionTime", Instance::executionTime)
            .sparse()
            .newer()
            .more("extra", Instance::extra)
            .limit(Texts::json)
            .build();

    public static final Shape<Message> MESSAGE = Shape.of(Message.class)
            .text("id", Message::id)
            .limit(Limit.NAME)
            .text("role", Message::role)
            .words("role", List.of("user", "assistant", "system"))
            .text("content", Message::content)
            .as(LongText.class, LongText::new, LongText::text)
            .limit(Limit.CONTENT)
            .time("timestamp", Message::timestamp)
            .limit(SessionShape::time)
            .number("instanceId", Message::instanceId)
            .max(U32_MAX)
            .more("extra", Message::extra)
            .limit(Texts::json)
            .build();

    public static final Shape<SessionRecord> RECORD = Shape.of(SessionRecord.class)
            .text("id", SessionRecord::id)
            .key("the id of the session")
            .inline(PROFILE, SessionRecord::profile)
            .list("instances", INSTANCE, SessionRecord::instances)
            .atMost(INSTANCES_MAX, "instances")
            .after("completedAt")
            .list("chatHistory", MESSAGE, SessionRecord::messages)
            .atMost(MESSAGES_MAX, "messages")
            .after("instances")
            .growing()
            .build();

    /**
     * The members of a session without its instances and messages, on one line.
     *
     * @param head those before its instances: an object without the brace that ends it
     * @param tail those after its messages: an object without the brace that begins it
     */
    public record Halves(String head, String tail) {

        public static Halves of(String id, Profile profile) {
            String json = RECORD.compact(new SessionRecord(id, profile, List.of(), List.of()));
            int lists = json.indexOf(LISTS); // texts have no quotes without a backslash: it stands nowhere before
            return new Halves(json.substring(0, lists), json.substring(lists + LISTS.length()));
        }

        public Profile profile() {
            return RECORD.of(head + LISTS + tail).profile();
        }
    }

    /** A time that is not there is that of its neighbour, else the first one that anything in the session says. */
    private static Otherwise otherTime(String neighbour) {
        return given -> given.member(neighbour)
                .map(time -> new Instead(time, "taken from " + neighbour))
                .or(() -> earliest(given).map(time -> new Instead(time, "the first time there is")))
                .orElse(new Instead("", "empty"));
    }

    private static Optional<String> earliest(Given given) {
        Stream<String> completed = given.member("completedAt").map(String.class::cast).stream();
        Stream<String> worked = elements(given, "instances", Instance.class)
                .flatMap(instance -> Stream.concat(instance.startTime().stream(), instance.endTime().stream()));
        Stream<String> said = elements(given, "chatHistory", Message.class).map(Message::timestamp);
        record At(String text, Instant time) {}
        return Stream.of(completed, worked, said)
                .flatMap(texts -> texts)
                .flatMap(text -> SessionTimes.read(text).map(time -> new At(text, time)).stream())
                .filter(at -> at.time().isAfter(Instant.EPOCH)) // a zero time is none
                .min(Comparator.comparing(At::time))
                .map(At::text);
    }

    private static <T> Stream<T> elements(Given given, String list, Class<T> type) {
        return given.member(list).stream()
                .flatMap(elements -> ((List<?>) elements).stream())
                .map(type::cast);
    }

    private static void time(String pointer, String text) {
        if (SessionTimes.read(text).isEmpty()) {
            throw Rejected.invalidAt(pointer, TIME_WANTED, brief(text));
        }
    }

    static void word(String pointer, String what, String word, List<String> words) {
        if (!words.contains(word)) {
            throw Rejected.invalidAt(pointer, "'%s' is no %s: want %s", brief(word), what, String.join(", ", words));
        }
    }

    private static String brief(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }

    private SessionShape() {}
}
