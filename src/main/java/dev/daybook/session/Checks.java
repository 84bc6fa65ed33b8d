package dev.daybook.session;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is asked of the values of a request about a session. Whatever a file brought stays acceptable where the request
 * leaves it as it is.
 */
final class Checks {

    private static final List<String> TYPES = List.of("competition", "ensemble", "debate");
    private static final List<String> STATUSES =
            List.of("running", "completed", "failed", "paused", "round_1", "round_2", "round_3");
    private static final List<String> INSTANCE_STATUSES =
            List.of("idle", "running", "completed", "failed", "paused", "archived");
    private static final List<String> ROLES = List.of("user", "assistant", "system");
    private static final List<String> PHASES = List.of("pending", "in_progress", "completed");

    /** What the tool's own numbers hold. */
    private static final long NUMBER_MAX = 0xFFFF_FFFFL;

    private static final int INSTANCES_MAX = 1_000;
    private static final int MESSAGES_MAX = 100_000;
    private static final int RUNTIMES_MAX = 1_000;

    /** The longest path that common file systems take. */
    private static final int PATH_CHARS_MAX = 4_096;

    /** Checks the record of a session that is to begin. */
    static void beginning(SessionId session, SessionRecord record) {
        Texts.key("/id", session.id());
        of(session, record);
        profile(Optional.empty(), record.profile());
        instances(List.of(), record.instances());
        messages(record.messages(), 0);
    }

    /** Checks what {@code record} says otherwise than {@code before}. */
    static void change(SessionId session, Outline before, SessionRecord record) {
        of(session, record);
        profile(Optional.of(before.profile()), record.profile());
        instances(before.instances(), record.instances());
        Set<Long> known = Set.copyOf(before.messages());
        List<Message> messages = record.messages();
        atMost("/chatHistory", "messages", messages.size(), MESSAGES_MAX);
        for (int i = 0; i < messages.size(); i++) {
            if (!known.contains(messages.get(i).digest())) {
                message("/chatHistory/" + i, messages.get(i));
            }
        }
    }

    private static void of(SessionId session, SessionRecord record) {
        if (!record.id().equals(session.id())) {
            throw Rejected.invalidAt("/id", "'%s' is another session: want %s", record.id(), session.id());
        }
    }

    private static void profile(Optional<Profile> before, Profile now) {
        var field = new Changed<>(before, now);
        field.check(Profile::type, it -> word("/type", "type of session", it, TYPES));
        field.check(Profile::task, it -> Texts.document("/task", it));
        field.check(Profile::status, Checks::status);
        field.check(Profile::createdAt, it -> time("/createdAt", it));
        field.check(Profile::updatedAt, it -> time("/updatedAt", it));
        field.checkAny(Profile::completedAt, it -> time("/completedAt", it));
        field.checkAny(Profile::model, it -> Texts.name("/model", it));
        field.checkAny(Profile::timeoutSeconds, it -> number("/timeoutSeconds", it));
        field.checkAny(Profile::winnerId, it -> number("/winnerId", it));
        field.checkAny(Profile::runtimeMix, Checks::runtimes);
        field.checkAny(Profile::totalDuration, it -> number("/totalDuration", it, Long.MAX_VALUE));
        field.checkAny(Profile::totalFilesChanged, it -> number("/totalFilesChanged", it));
        field.checkAny(Profile::totalLinesAdded, it -> number("/totalLinesAdded", it));
        field.checkAny(Profile::totalLinesDeleted, it -> number("/totalLinesDeleted", it));
        field.checkAny(Profile::evaluation, it -> evaluation("/evaluation", it));
        field.checkAny(Profile::integrationPhase, Checks::phase);
        field.checkAny(Profile::integrationInstanceId, it -> number("/integrationInstanceId", it));
        field.checkAny(Profile::extra, it -> Texts.json("", it));
    }

    private static void instances(List<Instance> before, List<Instance> now) {
        atMost("/instances", "instances", now.size(), INSTANCES_MAX);
        Map<Long, Integer> known = count(before);
        Map<Long, Integer> seen = new HashMap<>();
        for (int i = 0; i < now.size(); i++) {
            Instance it = now.get(i);
            String at = "/instances/" + i;
            int times = seen.merge(it.instanceId(), 1, Integer::sum);
            if (times > Math.max(1, known.getOrDefault(it.instanceId(), 0))) {
                throw Rejected.invalidAt(
                        at + "/instanceId", "there is an instance %d already: want another number", it.instanceId());
            }
            if (!before.contains(it.outlined())) {
                instance(at, i < before.size() ? Optional.of(before.get(i)) : Optional.empty(), it);
            }
        }
    }

    private static Map<Long, Integer> count(List<Instance> instances) {
        Map<Long, Integer> times = new HashMap<>();
        instances.forEach(it -> times.merge(it.instanceId(), 1, Integer::sum));
        return times;
    }

    private static void instance(String at, Optional<Instance> before, Instance now) {
        var field = new Changed<>(before, now);
        field.check(Instance::instanceId, it -> number(at + "/instanceId", it));
        field.check(Instance::worktreePath, it -> Texts.atMost(at + "/worktreePath", it, PATH_CHARS_MAX));
        field.check(Instance::branch, it -> Texts.atMost(at + "/branch", it, PATH_CHARS_MAX));
        field.check(Instance::agentName, it -> Texts.atMost(at + "/agentName", it, Texts.NAME_CHARS_MAX));
        field.check(Instance::status, it -> instanceStatus(at + "/status", it));
        field.check(Instance::tmuxSessionId, it -> Texts.atMost(at + "/tmuxSessionId", it, Texts.NAME_CHARS_MAX));
        now.output().ifPresent(it -> Texts.content(at + "/output", it.text()));
        field.checkAny(Instance::startTime, it -> time(at + "/startTime", it));
        field.checkAny(Instance::endTime, it -> time(at + "/endTime", it));
        field.checkAny(Instance::filesChanged, it -> number(at + "/filesChanged", it));
        field.checkAny(Instance::linesAdded, it -> number(at + "/linesAdded", it));
        field.checkAny(Instance::linesDeleted, it -> number(at + "/linesDeleted", it));
        field.checkAny(Instance::runtime, it -> Texts.name(at + "/runtime", it));
        field.checkAny(Instance::model, it -> Texts.name(at + "/model", it));
        field.checkAny(Instance::runtimeLabel, it -> Texts.name(at + "/runtimeLabel", it));
        field.checkAny(Instance::testsPassed, it -> number(at + "/testsPassed", it));
        field.checkAny(Instance::testsFailed, it -> number(at + "/testsFailed", it));
        field.checkAny(Instance::extra, it -> Texts.json(at, it));
    }

    private static void messages(List<Message> messages, int before) {
        atMost("/chatHistory", "messages", before + messages.size(), MESSAGES_MAX);
        for (int i = 0; i < messages.size(); i++) {
            message("/chatHistory/" + i, messages.get(i));
        }
    }

    /** Checks a message that is to be added to those there are. */
    static void message(Message it, int before) {
        atMost("/chatHistory", "messages", before + 1, MESSAGES_MAX);
        message("", it);
    }

    private static void message(String at, Message it) {
        Texts.name(at + "/id", it.id());
        word(at + "/role", "role", it.role(), ROLES);
        Texts.content(at + "/content", it.content().text());
        time(at + "/timestamp", it.timestamp());
        it.instanceId().ifPresent(number -> number(at + "/instanceId", number));
        it.extra().ifPresent(extra -> Texts.json(at, extra));
    }

    static void status(String status) {
        word("/status", "status", status, STATUSES);
    }

    static void instanceStatus(String pointer, String status) {
        word(pointer, "status of an instance", status, INSTANCE_STATUSES);
    }

    static void phase(String phase) {
        word("/integrationPhase", "phase of an integration", phase, PHASES);
    }

    private static void runtimes(List<String> runtimes) {
        atMost("/runtimeMix", "runtimes", runtimes.size(), RUNTIMES_MAX);
        for (int i = 0; i < runtimes.size(); i++) {
            Texts.name("/runtimeMix/" + i, runtimes.get(i));
        }
    }

    private static void evaluation(String pointer, Json json) {
        if (!json.equals(Json.NULL)) {
            Texts.object(pointer, json);
        }
    }

    private static void word(String pointer, String what, String word, List<String> words) {
        if (!words.contains(word)) {
            throw Rejected.invalidAt(pointer, "'%s' is no %s: want %s", brief(word), what, String.join(", ", words));
        }
    }

    private static void time(String pointer, String text) {
        if (SessionTimes.read(text).isEmpty()) {
            throw Rejected.invalidAt(
                    pointer, "'%s' is no time: want one such as 2025-11-10T02:01:09.044Z", brief(text));
        }
    }

    private static void number(String pointer, long number) {
        number(pointer, number, NUMBER_MAX);
    }

    private static void number(String pointer, long number, long max) {
        if (number < 0 || number > max) {
            throw Rejected.invalidAt(pointer, "%d is out of range: want 0 to %d", number, max);
        }
    }

    private static void atMost(String pointer, String what, int count, int max) {
        if (count > max) {
            throw Rejected.invalidAt(pointer, "there are %d %s: want at most %d", count, what, max);
        }
    }

    private static String brief(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** Fields that are checked only where they are not as they were. */
    private record Changed<R>(Optional<R> before, R now) {

        <T> void check(Function<R, T> field, Consumer<T> check) {
            T value = field.apply(now);
            if (before.isEmpty() || !field.apply(before.get()).equals(value)) {
                check.accept(value);
            }
        }

        <T> void checkAny(Function<R, Optional<T>> field, Consumer<T> check) {
            check(field, it -> it.ifPresent(check));
        }
    }

    private Checks() {}
}
