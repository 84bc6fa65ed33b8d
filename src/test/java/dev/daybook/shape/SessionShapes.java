package dev.daybook.shape;

import dev.daybook.domain.LongText;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.util.List;
import java.util.Optional;

/** A large record, described: that of a session as its tool writes it. */
final class SessionShapes {

    private static final long U32_MAX = 0xFFFF_FFFFL;

    static final Shape<Profile> PROFILE = Shape.of(Profile.class)
            .text("type", Profile::type)
            .words("type of session", List.of("competition", "ensemble", "debate"))
            .text("task", Profile::task)
            .limit(Limit.DOCUMENT)
            .text("status", Profile::status)
            .otherwise("unknown")
            .words("status", List.of("running", "completed", "failed", "paused", "round_1", "round_2", "round_3"))
            .time("createdAt", Profile::createdAt)
            .otherwise(given -> other(given, "updatedAt"))
            .time("updatedAt", Profile::updatedAt)
            .otherwise(given -> other(given, "createdAt"))
            .settled()
            .time("completedAt", Profile::completedAt)
            .text("model", Profile::model)
            .limit(Limit.NAME)
            .number("timeoutSeconds", Profile::timeoutSeconds)
            .max(U32_MAX)
            .flag("preserveWorktrees", Profile::preserveWorktrees)
            .number("winnerId", Profile::winnerId)
            .max(U32_MAX)
            .texts("runtimeMix", Profile::runtimeMix)
            .limit(Limit.NAME)
            .atMost(1_000, "runtimes")
            .number("totalDuration", Profile::totalDuration)
            .max(Long.MAX_VALUE)
            .number("totalFilesChanged", Profile::totalFilesChanged)
            .max(U32_MAX)
            .number("totalLinesAdded", Profile::totalLinesAdded)
            .max(U32_MAX)
            .number("totalLinesDeleted", Profile::totalLinesDeleted)
            .max(U32_MAX)
            .json("evaluation", Profile::evaluation)
            .sparse()
            .newer()
            .text("integrationPhase", Profile::integrationPhase)
            .sparse()
            .newer()
            .number("integrationInstanceId", Profile::integrationInstanceId)
            .max(U32_MAX)
            .sparse()
            .newer()
            .more("extra", Profile::extra)
            .build();

    static final Shape<Instance> INSTANCE = Shape.of(Instance.class)
            .number("instanceId", Instance::instanceId)
            .max(U32_MAX)
            .otherwise(given -> new Otherwise.Instead((long) given.place(), "taken as " + given.place()))
            .text("worktreePath", Instance::worktreePath)
            .text("branch", Instance::branch)
            .text("agentName", Instance::agentName)
            .text("status", Instance::status)
            .otherwise("unknown")
            .text("tmuxSessionId", Instance::tmuxSessionId)
            .text("output", Instance::output)
            .as(LongText.class, LongText::new, LongText::text)
            .time("startTime", Instance::startTime)
            .time("endTime", Instance::endTime)
            .number("filesChanged", Instance::filesChanged)
            .max(U32_MAX)
            .number("linesAdded", Instance::linesAdded)
            .max(U32_MAX)
            .number("linesDeleted", Instance::linesDeleted)
            .max(U32_MAX)
            .text("runtime", Instance::runtime)
            .text("model", Instance::model)
            .text("runtimeLabel", Instance::runtimeLabel)
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
            .build();

    static final Shape<Message> MESSAGE = Shape.of(Message.class)
            .text("id", Message::id)
            .text("role", Message::role)
            .text("content", Message::content)
            .as(LongText.class, LongText::new, LongText::text)
            .time("timestamp", Message::timestamp)
            .number("instanceId", Message::instanceId)
            .max(U32_MAX)
            .more("extra", Message::extra)
            .build();

    static final Shape<SessionRecord> RECORD = Shape.of(SessionRecord.class)
            .text("id", SessionRecord::id)
            .key("the id of the session")
            .inline(PROFILE, SessionRecord::profile)
            .list("instances", INSTANCE, SessionRecord::instances)
            .atMost(1_000, "instances")
            .after("completedAt")
            .list("chatHistory", MESSAGE, SessionRecord::messages)
            .after("instances")
            .growing()
            .build();

    private static Otherwise.Instead other(Otherwise.Given given, String neighbour) {
        Optional<Object> time = given.member(neighbour);
        return time.map(it -> new Otherwise.Instead(it, "taken from " + neighbour))
                .orElseGet(() -> new Otherwise.Instead("", "empty"));
    }

    private SessionShapes() {}
}
