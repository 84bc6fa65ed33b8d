package dev.daybook.agent;

import dev.daybook.agent.MessageQueries.Filter;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.operation.Watching;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What waits for an agent. */
final class InboxOperations {

    private record Read(
            @Says(value = "whose inbox", label = "AGENT", min = 1, max = 200, like = "web-1")
            String id,

            @Says(value = "only those of this type", label = "WORD", max = 200, like = "urgent")
            Optional<String> type,

            @Says(value = "only those from this agent", label = "AGENT", max = 200, like = "lead")
            Optional<String> from,

            @Says(value = "only those that are at least as urgent", label = "1..10", min = 1, max = 10, like = "3")
            Optional<Integer> priority,

            @Says("only what was not delivered yet") boolean unseen) {

        Filter filter() {
            return new Filter(from, Optional.empty(), type, priority, unseen);
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "agents",
            "What waits for an agent.",
            List.of(Operation.<Read, Ground>reads("inbox", "readInbox", "GET /agents/{id}/inbox", Read.class)
                    .says(
                            "What an agent has not acknowledged yet, the most urgent first, then the oldest.",
                            "Where the agent itself asks, as the actor and with leave to write, what it is shown is"
                                    + " delivered by that. Whoever else looks delivers nothing.",
                            "With wait, and without after, the answer comes as soon as there is a message, or without"
                                    + " one when the time is over.")
                    .from(AgentProjection.NAME)
                    .opened()
                    .tool("memory", "inbox", "id", "from", "type", "priority")
                    .paged()
                    .columns(Column.thing("id", "id", "message"))
                    .columns("priority", "from", "type", "content", "status", "sentAt", "expiresAt")
                    .watched("What waits; as text/event-stream: a `message` event with an AgentMessage for each that"
                            + " waits, and then for each that comes")
                    .also(503)
                    .called(form -> form.words("id")
                            .procedure()
                            .ifNone("nothing waits for {id}", "type", "from", "priority", "unseen"))
                    .lists("AgentMessage", MessageView.class, InboxOperations::read)));

    private static Outcome read(Read it, Call call, Ground ground) {
        if (!MessageOperations.queries(ground).isSomebody(it.id())) {
            throw Rejected.notFound("there is no agent '%s': daybook agent list shows who is known", it.id());
        }
        return new Outcome.Going(
                () -> page(it, call.cursor(), call.limit(), call, ground), bell -> new Watched(it, call, ground, bell));
    }

    private static Page<MessageView> page(Read it, Optional<String> cursor, int limit, Call call, Ground ground) {
        if (isReceiver(it.id(), call)) {
            Heartbeats.of(ground).mayHaveHeard(it.id());
        }
        Page<MessageView> page = MessageOperations.queries(ground)
                .inbox(it.id(), it.filter(), ground.clock().instant(), cursor, limit);
        if (isReceiver(it.id(), call)) {
            deliver(page.items(), call, ground);
        }
        return page;
    }

    /** Tells each message once that waits, or comes. */
    private static final class Watched implements Watching {

        private final Read read;
        private final Call call;
        private final Ground ground;
        private final Runnable end;
        private Set<String> told = Set.of();

        Watched(Read read, Call call, Ground ground, Runnable bell) {
            this.read = read;
            this.call = call;
            this.ground = ground;
            this.end = Arrivals.of(ground).listen(read.id(), bell);
        }

        @Override
        public List<News> news() {
            var news = new ArrayList<News>();
            var waiting = new HashSet<String>();
            Optional<String> cursor = Optional.empty();
            do {
                Page<MessageView> page = page(read, cursor, Page.LIMIT_MAX, call, ground);
                for (MessageView it : page.items()) {
                    waiting.add(it.id());
                    if (!told.contains(it.id())) {
                        news.add(new News(it.id(), "message", it));
                    }
                }
                cursor = page.next();
            } while (cursor.isPresent());
            told = waiting;
            return news;
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private static boolean isReceiver(String agent, Call call) {
        return Members.agent(call).equals(agent) && call.asker().role().covers(Role.WRITE);
    }

    private static void deliver(List<MessageView> shown, Call call, Ground ground) {
        Json at = Members.of(ground.clock().instant()); // who waited asked long ago
        var left = new ArrayList<AgentCommand.Deliver>();
        shown.stream()
                .filter(message -> message.deliveredAt().isEmpty())
                .forEach(message -> left.add(new AgentCommand.Deliver(message.id(), Map.of(Messages.DELIVERED, at))));
        while (!left.isEmpty()) { // together, behind the first that nobody else has delivered meanwhile
            AgentCommand.Deliver first = left.removeFirst();
            Receipt receipt =
                    ground.commands().submit(call.submission(first).unkeyed().beside(left));
            if (receipt.events() > 0) {
                return;
            }
        }
    }

    private InboxOperations() {}
}
