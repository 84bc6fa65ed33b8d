package dev.daybook.session;

import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The session that stories are about, and short forms of what belongs to one. */
public final class Samples {

    public static final String WORKSPACE = "8591b6fa82d5eaa1";
    public static final SessionId ID = new SessionId(WORKSPACE, "7f0c2b1e-5a44-4c0e-9d3b-0e6f1a2b3c11");
    public static final String BEGUN = "2025-11-10T01:00:00.000Z";
    public static final String LATER = "2025-11-10T01:12:30.481223917+00:00";

    public static Profile profile(String type, String task, String status) {
        return new Profile(
                type,
                task,
                status,
                BEGUN,
                BEGUN,
                Optional.empty(),
                Optional.empty(),
                Optional.of(600L),
                Optional.of(true),
                Optional.empty(),
                Optional.of(List.of("claude", "codex", "claude")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Profile profile() {
        return profile("competition", "Add login", "running");
    }

    public static Profile times(Profile it, String createdAt, String updatedAt) {
        return new Profile(
                it.type(),
                it.task(),
                it.status(),
                createdAt,
                updatedAt,
                it.completedAt(),
                it.model(),
                it.timeoutSeconds(),
                it.preserveWorktrees(),
                it.winnerId(),
                it.runtimeMix(),
                it.totalDuration(),
                it.totalFilesChanged(),
                it.totalLinesAdded(),
                it.totalLinesDeleted(),
                it.evaluation(),
                it.integrationPhase(),
                it.integrationInstanceId(),
                it.extra());
    }

    public static Profile totals(Profile it, long duration, long filesChanged) {
        return new Profile(
                it.type(),
                it.task(),
                it.status(),
                it.createdAt(),
                it.updatedAt(),
                it.completedAt(),
                it.model(),
                it.timeoutSeconds(),
                it.preserveWorktrees(),
                it.winnerId(),
                it.runtimeMix(),
                Optional.of(duration),
                Optional.of(filesChanged),
                it.totalLinesAdded(),
                it.totalLinesDeleted(),
                it.evaluation(),
                it.integrationPhase(),
                it.integrationInstanceId(),
                it.extra());
    }

    public static Profile extended(Profile it, String extra) {
        return new Profile(
                it.type(),
                it.task(),
                it.status(),
                it.createdAt(),
                it.updatedAt(),
                it.completedAt(),
                it.model(),
                it.timeoutSeconds(),
                it.preserveWorktrees(),
                it.winnerId(),
                it.runtimeMix(),
                it.totalDuration(),
                it.totalFilesChanged(),
                it.totalLinesAdded(),
                it.totalLinesDeleted(),
                it.evaluation(),
                it.integrationPhase(),
                it.integrationInstanceId(),
                Optional.of(new Json(extra)));
    }

    public static Instance instance(long id, String agent, String status) {
        return instance(id, agent, status, Optional.empty());
    }

    public static Instance instance(long id, String agent, String status, Optional<String> output) {
        return new Instance(
                id,
                "/srv/repos/legacy-billing/src-tauri/.worktrees/competition-1a2b3c4d/" + agent,
                "competition-" + id,
                agent,
                status,
                "ait42-claude-competition-1a2b3c4d-" + id,
                output.map(LongText::new),
                Optional.of(BEGUN),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("claude"),
                Optional.of("sonnet"),
                Optional.of("Claude Code"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** An instance that tells how well it did. */
    public static Instance measured(
            long id, String status, long passed, long failed, String complexity, String seconds, long lines) {
        Instance it = instance(id, "agent-" + id, status);
        return new Instance(
                it.instanceId(),
                it.worktreePath(),
                it.branch(),
                it.agentName(),
                it.status(),
                it.tmuxSessionId(),
                it.output(),
                it.startTime(),
                it.endTime(),
                Optional.of(3L),
                Optional.of(lines),
                Optional.of(0L),
                it.runtime(),
                it.model(),
                it.runtimeLabel(),
                Optional.of(passed),
                Optional.of(failed),
                Optional.of(new Json(complexity)),
                Optional.of(new Json(seconds)),
                it.extra());
    }

    public static Message message(String id, String role, String content) {
        return new Message(id, role, new LongText(content), BEGUN, Optional.empty(), Optional.empty());
    }

    public static Message about(long instance, String role, String content) {
        return new Message(
                "msg-1762736469044", role, new LongText(content), BEGUN, Optional.of(instance), Optional.empty());
    }

    public static SessionRecord record(Profile profile, List<Instance> instances, Message... messages) {
        return new SessionRecord(ID.id(), profile, instances, List.of(messages));
    }

    public static final List<Instance> THREE = List.of(
            instance(1, "Claude", "running"), instance(2, "Codex", "completed"), instance(3, "Gemini", "failed"));

    /** Returns what is told of a session that begins so. */
    public static SessionEvent[] begun(SessionId id, Profile profile, List<Instance> instances, Message... messages) {
        var record = new SessionRecord(id.id(), profile, instances, List.of(messages));
        return Changes.beginning(id, record).toArray(SessionEvent[]::new);
    }

    /** Returns these and those. */
    public static SessionEvent[] and(SessionEvent[] these, SessionEvent... those) {
        var all = new ArrayList<>(List.of(these));
        all.addAll(List.of(those));
        return all.toArray(SessionEvent[]::new);
    }

    private Samples() {}
}
