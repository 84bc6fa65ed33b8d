package dev.daybook.agent;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import dev.daybook.domain.lease.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of agents' records. */
class AgentDeciderTest {

    private static final Instant NOON = Instant.parse("2025-10-01T12:00:00Z");
    private static final Instant SOON = NOON.plusSeconds(600);
    private static final Instant LATER = NOON.plusSeconds(1_200);
    private static final Map<String, Json> PENDING = Map.of("/status", word("pending"));
    private static final TaskEvent.Recorded TASK = new TaskEvent.Recorded("t1", PENDING, Optional.empty());
    private static final Map<String, Json> TAKEN =
            Map.of("/status", word("in_progress"), "/started_at", word(NOON.toString()));
    private static final TaskEvent.Claimed CLAIMED = new TaskEvent.Claimed("t1", "a1", SOON, 1, TAKEN);

    private static Json word(String text) {
        return new Json('"' + text + '"');
    }

    private static Story<AgentCommand, Thing, Told> story() {
        return Story.of(new AgentDecider());
    }

    private static AgentCommand.Claim claim(String holder, Instant at, Instant until) {
        return new AgentCommand.Claim("t1", holder, at, until, true, 7, TAKEN);
    }

    private static Worker by(String holder, Optional<Long> generation, Instant at) {
        return new Worker(Optional.of(holder), generation, at);
    }

    private static AgentCommand.Finish finish(Worker by) {
        return new AgentCommand.Finish("t1", "completed", by, Map.of("/status", word("completed")));
    }

    private static AgentCommand.Release release(Worker by) {
        return new AgentCommand.Release("t1", by, PENDING);
    }

    @Test
    void a_task_is_claimed_once_and_taken_over_once_the_claim_has_expired() {
        story().given(TASK).when(claim("a1", NOON, SOON)).then(new TaskEvent.Claimed("t1", "a1", SOON, 7, TAKEN));
        story().given(TASK, CLAIMED)
                .when(claim("a2", NOON, LATER))
                .thenRejected(CONFLICT)
                .contains("a1");
        story().given(TASK, CLAIMED)
                .when(claim("a1", NOON, LATER))
                .then(new TaskEvent.ClaimRenewed("t1", "a1", LATER, 1));
        story().given(TASK, CLAIMED)
                .when(claim("a2", SOON, LATER))
                .then(new TaskEvent.ClaimTakenOver(
                        "t1", "a2", "a1", LATER, 7, Map.of("/status", word("in_progress")))); // it began before
        story().when(claim("a1", NOON, SOON)).thenRejected(NOT_FOUND);
    }

    @Test
    void whoever_lost_a_claim_neither_finishes_nor_releases_nor_writes_under_it() {
        var slept = story().given(TASK, CLAIMED);
        var lost = story().given(TASK, CLAIMED, new TaskEvent.ClaimTakenOver("t1", "a2", "a1", LATER, 7, Map.of()));
        for (var story : List.of(slept, lost)) {
            story.when(finish(by("a1", Optional.of(1L), SOON))).thenRejected(CONFLICT);
            story.when(finish(by("a1", Optional.empty(), SOON))).thenRejected(CONFLICT);
            story.when(release(by("a1", Optional.of(1L), SOON))).thenRejected(CONFLICT);
            story.when(release(by("a1", Optional.empty(), SOON))).thenRejected(CONFLICT);
            var write = new AgentCommand.Revise(Kind.TASK, "t1", Map.of("/title", word("x")), List.of());
            story.when(new AgentCommand.UnderClaim(write, 1, SOON))
                    .thenRejected(CONFLICT)
                    .contains("lease 1");
        }
        slept.when(finish(by("a3", Optional.empty(), SOON))).thenRejected(CONFLICT); // it was begun under a claim
    }

    @Test
    void the_holder_finishes_a_task_and_gives_its_claim_back() {
        story().given(TASK, CLAIMED)
                .when(finish(by("a1", Optional.of(1L), NOON.plusSeconds(300))))
                .then(
                        new TaskEvent.StatusChanged(
                                "t1",
                                "completed",
                                Map.of("/status", word("completed"), "/actual_duration", new Json("5"))),
                        new TaskEvent.ClaimReleased("t1", "a1", Map.of()));
        var done = new TaskEvent.StatusChanged("t1", "completed", Map.of("/status", word("completed")));
        story().given(TASK, done).when(finish(by("a1", Optional.empty(), NOON))).thenNothing();
        story().given(TASK, done)
                .when(claim("a1", NOON, SOON))
                .thenRejected(CONFLICT)
                .contains("completed");
    }

    @Test
    void an_agent_that_registers_again_is_what_it_says_now_and_keeps_its_status() {
        var first = new AgentEvent.Recorded(
                "a1", Map.of("/agent_type", word("pm"), "/created_at", word("1")), Optional.empty());
        var crashed =
                new AgentEvent.StatusChanged("a1", "crashed", Optional.empty(), Map.of("/status", word("crashed")));
        story().given(first, crashed)
                .when(new AgentCommand.Put(
                        Kind.AGENT,
                        "a1",
                        Map.of("/agent_type", word("pm"), "/status", word("idle"), "/created_at", word("2"))))
                .thenNothing();
        story().given(first)
                .when(new AgentCommand.Put(Kind.AGENT, "a1", Map.of("/agent_type", word("qa"))))
                .then(new AgentEvent.Revised("a1", Map.of("/agent_type", word("qa")), List.of(), Optional.empty()));
        story().given(TASK)
                .when(new AgentCommand.Put(Kind.TASK, "t1", Map.of("/title", word("other"))))
                .thenRejected(CONFLICT);
    }

    @Test
    void a_status_is_said_once_until_it_is_another() {
        var agent = new AgentEvent.Recorded("a1", Map.of("/status", word("idle")), Optional.empty());
        Map<String, Json> set = Map.of("/status", word("crashed"));
        var crash = new AgentCommand.SetStatus("a1", "crashed", Optional.of("silent"), set);
        story().given(agent)
                .when(crash)
                .then(new AgentEvent.StatusChanged("a1", "crashed", Optional.of("silent"), set));
        story().given(agent, new AgentEvent.StatusChanged("a1", "crashed", Optional.empty(), set))
                .when(crash)
                .thenNothing();
    }

    private static AgentCommand.Measure measure(double percent) {
        return new AgentCommand.Measure("c1", percent, List.of(75, 85, 95), used(percent));
    }

    private static Map<String, Json> used(double percent) {
        return Map.of("/usage_percent", new Json(Double.toString(percent)));
    }

    private static ContextEvent.Revised measured(double percent) {
        return new ContextEvent.Revised("c1", used(percent), List.of(), Optional.empty());
    }

    @Test
    void a_threshold_is_crossed_once_until_less_is_used_than_that() {
        var context = new ContextEvent.Recorded("c1", used(50), Optional.empty());
        story().given(context)
                .when(measure(86))
                .then(
                        measured(86),
                        new ContextEvent.ThresholdCrossed("c1", 75, 86),
                        new ContextEvent.ThresholdCrossed("c1", 85, 86));
        story().given(context, measured(86)).when(measure(90)).then(measured(90));
        story().given(context, measured(86), measured(84.9))
                .when(measure(95))
                .then(
                        measured(95),
                        new ContextEvent.ThresholdCrossed("c1", 85, 95),
                        new ContextEvent.ThresholdCrossed("c1", 95, 95));
        story().given(context).when(measure(101)).thenInvalidAt("/usagePercent");
    }

    private static Json tags(int from, int to) {
        return new Json(IntStream.range(from, to)
                .mapToObj("\"module-%04d\""::formatted)
                .collect(Collectors.joining(",", "[", "]")));
    }

    @Test
    void tags_are_added_up_to_a_limit_and_more_that_files_hold_are_left_as_they_are() {
        var some = new MemoryEvent.Recorded("m1", Map.of("/tags", tags(0, 200)), Optional.empty());
        story().given(some)
                .when(new AgentCommand.Remember("m1", Map.of("/tags", tags(200, 290))))
                .then(new MemoryEvent.Revised("m1", Map.of("/tags", tags(0, 290)), List.of(), Optional.empty()));
        story().given(some)
                .when(new AgentCommand.Remember("m1", Map.of("/tags", tags(200, 300))))
                .thenInvalidAt("/tags");
        story().when(new AgentCommand.Remember("m2", Map.of("/tags", tags(0, 300))))
                .thenInvalidAt("/tags")
                .contains("4,201 characters", "at most 4,096");
        var imported = new MemoryEvent.Recorded("m3", Map.of("/tags", tags(0, 500)), Optional.of("file"));
        story().given(imported)
                .when(new AgentCommand.Remember("m3", Map.of("/tags", tags(0, 10), "/source", word("a.py:1"))))
                .then(new MemoryEvent.Revised("m3", Map.of("/source", word("a.py:1")), List.of(), Optional.empty()));
    }

    @Test
    void tags_are_added_to_those_that_a_memory_has_by_then() {
        var tags = new Json("[\"%s\",\"net\"]".formatted("x".repeat(300)));
        var memory = new MemoryEvent.Recorded("m1", Map.of("/tags", tags), Optional.empty());
        story().given(memory)
                .when(new AgentCommand.Remember("m1", Map.of("/tags", new Json("[\"dev\",\"net\"]"))))
                .then(new MemoryEvent.Revised(
                        "m1",
                        Map.of("/tags", new Json("[\"%s\",\"net\",\"dev\"]".formatted("x".repeat(300)))),
                        List.of(),
                        Optional.empty()));
        story().given(memory)
                .when(new AgentCommand.Remember("m1", Map.of("/tags", new Json("[\"net\"]"))))
                .thenNothing();
        var ofFile = new MemoryEvent.Recorded(
                "m1", Map.of("/tags", new Json("\"[\\\"a, \\\\\\\"b\\\\\\\"\\\"]\"")), Optional.empty());
        story().given(ofFile)
                .when(new AgentCommand.Remember("m1", Map.of("/tags", new Json("[\"net\"]"))))
                .then(new MemoryEvent.Revised(
                        "m1", Map.of("/tags", new Json("[\"a, \\\"b\\\"\",\"net\"]")), List.of(), Optional.empty()));
    }

    @Test
    void a_memory_that_is_to_be_kept_for_longer_by_then_does_not_expire() {
        Map<String, Json> over = Map.of("/expired_at", word("now"));
        var memory = new MemoryEvent.Recorded("m1", Map.of("/expires_at", word("noon")), Optional.empty());
        story().given(memory)
                .when(new AgentCommand.Expire("m1", "noon", over))
                .then(new MemoryEvent.Expired("m1", over));
        story().given(
                        memory,
                        new MemoryEvent.Revised(
                                "m1", Map.of("/expires_at", word("evening")), List.of(), Optional.empty()))
                .when(new AgentCommand.Expire("m1", "noon", over))
                .thenNothing();
    }

    @Test
    void a_consolidation_can_be_taken_back_and_is_of_one_memory_only() {
        var memory = new MemoryEvent.Recorded("m1", Map.of("/text", word("x")), Optional.empty());
        Map<String, Json> set = Map.of("/consolidated_into", word("m9"), "/consolidated_at", word("now"));
        var said = new MemoryEvent.Consolidated("m1", "m9", set);
        story().given(memory)
                .when(new AgentCommand.Consolidate("m1", "m9", set))
                .then(said);
        story().given(memory, said)
                .when(new AgentCommand.Consolidate("m1", "m8", set))
                .thenRejected(CONFLICT)
                .contains("m9");
        var reverted = new MemoryEvent.ConsolidationReverted(
                "m1", "m9", Map.of(), List.of("/consolidated_into", "/consolidated_at"));
        story().given(memory, said)
                .when(new AgentCommand.RevertConsolidation("m1", "m9"))
                .then(reverted);
        story().given(memory, said, reverted)
                .when(new AgentCommand.RevertConsolidation("m1", "m9"))
                .thenNothing();
        story().given(memory, new MemoryEvent.Expired("m1", Map.of("/expired_at", word("now"))))
                .when(new AgentCommand.Consolidate("m1", "m9", set))
                .thenRejected(CONFLICT);
    }

    private static final MessageEvent.Recorded SENT = new MessageEvent.Recorded(
            "m1", Map.of("/content", word("hello"), "/sent_at", word("now")), Optional.empty());
    private static final Json AT = word("2025-10-01T12:00:00.000000Z");
    private static final MessageEvent.Delivered DELIVERED =
            new MessageEvent.Delivered("m1", Map.of("/delivered_at", AT));
    private static final MessageEvent.Acknowledged ACKNOWLEDGED =
            new MessageEvent.Acknowledged("m1", Map.of("/acknowledged_at", AT));
    private static final MessageEvent.DeadLettered DEAD =
            new MessageEvent.DeadLettered("m1", "a2 is gone", Map.of("/dead_at", AT, "/dead_why", word("a2 is gone")));

    @Test
    void a_message_is_sent_delivered_and_acknowledged_once() {
        story().when(new AgentCommand.Send("m1", SENT.set())).then(SENT);
        story().given(SENT)
                .when(new AgentCommand.Send("m1", Map.of("/content", word("hello"), "/sent_at", word("later"))))
                .thenNothing();
        story().given(SENT)
                .when(new AgentCommand.Send("m1", Map.of("/content", word("other"))))
                .thenRejected(CONFLICT);
        story().given(SENT)
                .when(new AgentCommand.Deliver("m1", DELIVERED.set()))
                .then(DELIVERED);
        story().given(SENT, DELIVERED)
                .when(new AgentCommand.Deliver("m1", DELIVERED.set()))
                .thenNothing();
        story().given(SENT)
                .when(new AgentCommand.Acknowledge("m1", ACKNOWLEDGED.set()))
                .then(ACKNOWLEDGED);
        story().given(SENT, ACKNOWLEDGED)
                .when(new AgentCommand.Acknowledge("m1", ACKNOWLEDGED.set()))
                .thenNothing();
        story().given(SENT, ACKNOWLEDGED)
                .when(new AgentCommand.Deliver("m1", DELIVERED.set()))
                .thenNothing();
        story().when(new AgentCommand.Acknowledge("m1", ACKNOWLEDGED.set())).thenRejected(NOT_FOUND);
    }

    @Test
    void a_message_is_answered_by_one_and_with_that_dealt_with() {
        var answered = new MessageEvent.Answered("m1", "m2", Map.of("/answered_by", word("m2")));
        story().given(SENT)
                .when(new AgentCommand.Answer("m1", "m2", Map.of("/answered_by", word("m2")), ACKNOWLEDGED.set()))
                .then(answered, ACKNOWLEDGED);
        story().given(SENT, ACKNOWLEDGED)
                .when(new AgentCommand.Answer("m1", "m2", Map.of("/answered_by", word("m2")), ACKNOWLEDGED.set()))
                .then(answered);
        story().given(SENT, answered, ACKNOWLEDGED)
                .when(new AgentCommand.Answer("m1", "m3", Map.of("/answered_by", word("m3")), ACKNOWLEDGED.set()))
                .thenRejected(CONFLICT)
                .contains("m2");
    }

    @Test
    void a_dead_message_comes_back_unless_somebody_has_dealt_with_it() {
        story().given(SENT)
                .when(new AgentCommand.DeadLetter("m1", "a2 is gone", DEAD.set()))
                .then(DEAD);
        story().given(SENT, ACKNOWLEDGED)
                .when(new AgentCommand.DeadLetter("m1", "a2 is gone", DEAD.set()))
                .thenNothing();
        story().given(SENT, DEAD)
                .when(new AgentCommand.DeadLetter("m1", "again", DEAD.set()))
                .thenNothing();
        story().given(SENT, DEAD)
                .when(new AgentCommand.Deliver("m1", DELIVERED.set()))
                .thenNothing();
        story().given(SENT, DELIVERED, DEAD)
                .when(new AgentCommand.Redeliver("m1", NOON))
                .then(new MessageEvent.Redelivered("m1", List.of("/delivered_at", "/dead_at", "/dead_why")));
        story().given(SENT).when(new AgentCommand.Redeliver("m1", NOON)).thenNothing();
        story().given(SENT, DEAD)
                .when(new AgentCommand.Acknowledge("m1", ACKNOWLEDGED.set()))
                .then(new MessageEvent.Acknowledged(
                        "m1", Map.of("/acknowledged_at", AT, "/dead_at", Json.NULL, "/dead_why", Json.NULL)));
        story().given(SENT, ACKNOWLEDGED)
                .when(new AgentCommand.Redeliver("m1", NOON))
                .thenRejected(CONFLICT);
        story().when(new AgentCommand.DeadLetter("m1", "no a2", DEAD.set())).thenRejected(NOT_FOUND);
    }

    @Test
    void a_message_whose_time_is_over_can_be_delivered_again_without_end() {
        var brief = new MessageEvent.Recorded("m1", Map.of("/expires_at", AT), Optional.empty());
        story().given(brief)
                .when(new AgentCommand.Redeliver("m1", NOON))
                .then(new MessageEvent.Redelivered("m1", List.of("/expires_at")));
        story().given(brief)
                .when(new AgentCommand.Redeliver("m1", NOON.minusSeconds(1)))
                .thenNothing();
    }
}
