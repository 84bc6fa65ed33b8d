package dev.daybook.session;

import dev.daybook.session.Diverged.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Two changes of one session brought together, field by field: what was seen, what others made of it meanwhile, and
 * what the caller sent. Where one side left a field alone, the other side's value is taken.
 *
 * <p>Instances and messages are told apart by their places. Messages that both sides added all stay: those that are
 * stored, then those that were sent. {@code updatedAt} is never in dispute: it is the sender's.
 */
final class SessionMerge {

    private final List<Field> overwritten = new ArrayList<>();
    private final List<Field> disputed = new ArrayList<>();
    private final SessionRecord merged;

    SessionMerge(SessionRecord seen, SessionRecord stored, SessionRecord sent) {
        merged = new SessionRecord(
                stored.id(),
                profile(new Sides<>("", seen.profile(), stored.profile(), sent.profile())),
                elements("/instances", seen.instances(), stored.instances(), sent.instances(), this::instance),
                messages(seen.messages(), stored.messages(), sent.messages()));
    }

    /** Returns both changes in one; what is disputed stays as it is stored. */
    SessionRecord merged() {
        return merged;
    }

    /** Returns what others changed and the caller's record has otherwise: it would undo it. */
    List<Field> overwritten() {
        return overwritten;
    }

    /** Returns what both sides changed, each in its own way. */
    List<Field> disputed() {
        return disputed;
    }

    private Profile profile(Sides<Profile> it) {
        return new Profile(
                it.of("type", Profile::type),
                it.of("task", Profile::task),
                it.of("status", Profile::status),
                it.of("createdAt", Profile::createdAt),
                it.sent.updatedAt(),
                it.of("completedAt", Profile::completedAt),
                it.of("model", Profile::model),
                it.of("timeoutSeconds", Profile::timeoutSeconds),
                it.of("preserveWorktrees", Profile::preserveWorktrees),
                it.of("winnerId", Profile::winnerId),
                it.of("runtimeMix", Profile::runtimeMix),
                it.of("totalDuration", Profile::totalDuration),
                it.of("totalFilesChanged", Profile::totalFilesChanged),
                it.of("totalLinesAdded", Profile::totalLinesAdded),
                it.of("totalLinesDeleted", Profile::totalLinesDeleted),
                it.of("evaluation", Profile::evaluation),
                it.of("integrationPhase", Profile::integrationPhase),
                it.of("integrationInstanceId", Profile::integrationInstanceId),
                it.of("", Profile::extra));
    }

    private Instance instance(Sides<Instance> it) {
        return new Instance(
                it.of("instanceId", Instance::instanceId),
                it.of("worktreePath", Instance::worktreePath),
                it.of("branch", Instance::branch),
                it.of("agentName", Instance::agentName),
                it.of("status", Instance::status),
                it.of("tmuxSessionId", Instance::tmuxSessionId),
                it.of("output", Instance::output),
                it.of("startTime", Instance::startTime),
                it.of("endTime", Instance::endTime),
                it.of("filesChanged", Instance::filesChanged),
                it.of("linesAdded", Instance::linesAdded),
                it.of("linesDeleted", Instance::linesDeleted),
                it.of("runtime", Instance::runtime),
                it.of("model", Instance::model),
                it.of("runtimeLabel", Instance::runtimeLabel),
                it.of("testsPassed", Instance::testsPassed),
                it.of("testsFailed", Instance::testsFailed),
                it.of("codeComplexity", Instance::codeComplexity),
                it.of("executionTime", Instance::executionTime),
                it.of("", Instance::extra));
    }

    private Message message(Sides<Message> it) {
        return new Message(
                it.of("id", Message::id),
                it.of("role", Message::role),
                it.of("content", Message::content),
                it.of("timestamp", Message::timestamp),
                it.of("instanceId", Message::instanceId),
                it.of("", Message::extra));
    }

    private List<Message> messages(List<Message> seen, List<Message> stored, List<Message> sent) {
        int common = seen.size();
        var all = new ArrayList<>(
                elements("/chatHistory", seen, first(stored, common), first(sent, common), this::message));
        List<Message> later = rest(stored, common);
        List<Message> added = rest(sent, common);
        int same = 0;
        while (same < later.size() && same < added.size() && later.get(same).equals(added.get(same))) {
            same++;
        }
        for (int index = same; index < later.size(); index++) {
            Optional<Object> other = index < added.size() ? Optional.of(added.get(index)) : Optional.empty();
            overwritten.add(new Field(
                    "/chatHistory/" + (common + index), Optional.empty(), Optional.of(later.get(index)), other));
        }
        all.addAll(later);
        all.addAll(rest(added, same));
        return all;
    }

    private static <T> List<T> first(List<T> list, int length) {
        return list.subList(0, Math.min(length, list.size()));
    }

    private static <T> List<T> rest(List<T> list, int from) {
        return list.subList(Math.min(from, list.size()), list.size());
    }

    private <T> List<T> elements(
            String at, List<T> seen, List<T> stored, List<T> sent, Function<Sides<T>, T> inFields) {
        var elements = new ArrayList<T>();
        int length = Math.max(stored.size(), sent.size());
        for (int index = 0; index < length; index++) {
            String here = at + "/" + index;
            if (index < seen.size() && index < stored.size() && index < sent.size()) {
                elements.add(inFields.apply(new Sides<>(here, seen.get(index), stored.get(index), sent.get(index))));
            } else {
                decided(here, at(seen, index), at(stored, index), at(sent, index))
                        .ifPresent(elements::add);
            }
        }
        return elements;
    }

    private static <T> Optional<T> at(List<T> list, int index) {
        return index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
    }

    private <T> T decided(String pointer, T seen, T stored, T sent) {
        if (stored.equals(seen)) {
            return sent;
        }
        if (sent.equals(stored)) {
            return stored;
        }
        var field = new Field(pointer, value(seen), value(stored), value(sent));
        overwritten.add(field);
        if (!sent.equals(seen)) {
            disputed.add(field);
        }
        return stored;
    }

    private static Optional<Object> value(Object value) {
        return value instanceof Optional<?> maybe ? maybe.map(it -> it) : Optional.of(value);
    }

    /** One thing three times. */
    private final class Sides<T> {

        private final String at;
        private final T seen;
        private final T stored;
        private final T sent;

        Sides(String at, T seen, T stored, T sent) {
            this.at = at;
            this.seen = seen;
            this.stored = stored;
            this.sent = sent;
        }

        /** @param name empty for the members that nobody knows, which are one field */
        <V> V of(String name, Function<T, V> field) {
            String pointer = name.isEmpty() ? at : at + "/" + name;
            return decided(pointer, field.apply(seen), field.apply(stored), field.apply(sent));
        }
    }
}
