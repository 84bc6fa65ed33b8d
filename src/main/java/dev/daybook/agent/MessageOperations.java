package dev.daybook.agent;

import dev.daybook.agent.MessageQueries.Filter;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What may be asked of messages between agents. */
final class MessageOperations {

    private static final String MESSAGE = "/agent-messages/{id}";

    private record Which(
            @Says(value = "which message", min = 1, max = 200, thing = "message", like = "0b8f3c1e")
            String id) {}

    private record Named(
            @Says(value = "what the message is called by (default: a new name)", min = 1, max = 200, like = "deploy-17")
            Optional<String> id) {

        String id(Call call) {
            return id.orElseGet(call::newId);
        }
    }

    private record Sent(
            Named named,

            @Says(value = "what is said: JSON, or else a text", label = "TEXT", like = "\"Deploy at noon\"")
            Json content,

            @Says(value = "who is to read it; repeat it for more", label = "AGENT", min = 1, max = 200, like = "web-1")
            List<String> to,

            @Says("all agents that are not done are to read it, but the sender")
            boolean broadcast,

            @Says(value = "who sends it (default: the actor)", label = "AGENT", min = 1, max = 200, like = "lead")
            Optional<String> from,

            @Says(
                    value = "command, status, urgent, coordination, or another word",
                    label = "WORD",
                    min = 1,
                    max = 200,
                    standard = "coordination",
                    like = "urgent")
            String type,

            @Says(value = "how urgent it is: 1 is the most urgent", label = "1..10", min = 1, max = 10, standard = "5")
            int priority,

            @Says(
                    value = "after how long nobody needs to read it any more",
                    label = "N",
                    min = 1,
                    max = 31_536_000,
                    like = "3600")
            Optional<Integer> ttlSeconds) {}

    /** What one receiver gets. */
    private record Copy(String id, String to) {
        static Copy of(String id, Map<String, Json> set) {
            return new Copy(
                    id,
                    new Thing.Present(set, Optional.empty()).text("/to_agent").orElse(""));
        }
    }

    private record Answered(
            Which which,

            @Says(value = "what is said: JSON, or else a text", label = "TEXT", like = "\"Deploy at noon\"")
            Json content,

            @Says(value = "what the answer is called by (default: a new name)", label = "ID", min = 1, max = 200)
            Optional<String> answerId,

            @Says(value = "who answers (default: the receiver)", label = "AGENT", min = 1, max = 200, like = "web-1")
            Optional<String> from) {}

    private record Listed(
            @Says(value = "only those from this agent", label = "AGENT", max = 200, thing = "agent", like = "lead")
            Optional<String> from,

            @Says(value = "only those to this agent", label = "AGENT", max = 200, thing = "agent", like = "web-1")
            Optional<String> to,

            @Says(value = "only those of this type", label = "WORD", max = 200, like = "urgent")
            Optional<String> type,

            @Says(
                    value = "only those that are so far",
                    words = {"waiting", "delivered", "acknowledged", "dead"},
                    like = "waiting")
            Optional<String> status) {

        Filter filter() {
            return new Filter(from, to, type, Optional.empty(), false);
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "message",
            "agents",
            "Messages between agents.",
            List.of(
                    Operation.<Sent, Ground>writes(
                                    "message send", "sendAgentMessage", "POST /agent-messages", Sent.class)
                            .says(
                                    "Sends a message to agents.",
                                    "Each receiver gets one of its own, to be acknowledged by itself; all are sent, or none."
                                            + " An agent that is not known is refused.")
                            .revision(Revision.NONE)
                            .called(form -> form.words("content")
                                    .orText("content")
                                    .oneOf("to", "broadcast")
                                    .commas("to")
                                    .option("ttlSeconds", "--ttl-seconds")
                                    .setting("from", "actor"))
                            .creates("Sent", MessageOperations::send),
                    Operation.<Listed, Ground>reads(
                                    "message list", "listAgentMessages", "GET /agent-messages", Listed.class)
                            .says("The messages between agents, the newest first. Whoever looks at them delivers none.")
                            .from(AgentProjection.NAME)
                            .paged()
                            .columns(Column.thing("id", "id", "message"))
                            .columns("status", "from", "to", "priority", "content", "type", "sentAt", "deadWhy")
                            .called(form -> form.limit(20)
                                    .flag("status", "--dead", "dead", "only those that nobody reads any more")
                                    .ifNone(
                                            "no messages: daybook message send TEXT --to AGENT sends one",
                                            "from",
                                            "to",
                                            "type",
                                            "status"))
                            .lists(
                                    "AgentMessage",
                                    MessageView.class,
                                    (listed, call, ground) -> queries(ground)
                                            .messages(
                                                    listed.filter(),
                                                    listed.status(),
                                                    call.now(),
                                                    call.cursor(),
                                                    call.limit())),
                    Operation.<Which, Ground>reads("message show", "getAgentMessage", "GET " + MESSAGE, Which.class)
                            .says("A message as it is now.")
                            .from(AgentProjection.NAME)
                            .withRevision()
                            .showsKey(key -> Map.of("id", key))
                            .called(form -> form.words("id"))
                            .answers("AgentMessage", MessageView.class, (which, call, ground) -> {
                                MessageView message = found(which.id(), call, ground);
                                return Outcome.thing(stream(which.id()), message.revision(), message);
                            }),
                    Operation.<Which, Ground>writes(
                                    "message ack", "acknowledgeAgentMessage", "POST " + MESSAGE + "/ack", Which.class)
                            .says(
                                    "Says that a message is dealt with: it leaves the inbox.",
                                    "Of several who say so one does it, and events is 1; for the others it is 0.")
                            .called(form -> form.words("id"))
                            .answers(
                                    "Written",
                                    (which, call, _) -> call.done(new AgentCommand.Acknowledge(
                                            which.id(), Map.of(Messages.ACKNOWLEDGED, Members.of(call.now()))))),
                    Operation.<Answered, Ground>writes(
                                    "message answer",
                                    "answerAgentMessage",
                                    "POST " + MESSAGE + "/answer",
                                    Answered.class)
                            .says("Answers a message, once, and with that acknowledges it.")
                            .called(form -> form.words("id", "content")
                                    .orText("content")
                                    .option("answerId", "--id"))
                            .creates("Sent", MessageOperations::answer),
                    Operation.<Which, Ground>writes(
                                    "message redeliver",
                                    "redeliverAgentMessage",
                                    "POST " + MESSAGE + "/redeliver",
                                    Which.class)
                            .says("Puts a dead message into the inbox of its receiver again.")
                            .called(form -> form.words("id"))
                            .answers(
                                    "Written",
                                    (which, call, _) ->
                                            call.done(new AgentCommand.Redeliver(which.id(), call.now())))));

    private static Outcome send(Sent it, Call call, Ground ground) {
        String from = it.from().orElseGet(call::actor);
        var set = new LinkedHashMap<String, Json>();
        set.put("/message_type", Members.of(it.type()));
        set.put("/content", it.content());
        set.put("/priority", new Json(Integer.toString(it.priority())));
        it.ttlSeconds()
                .ifPresent(seconds ->
                        set.put(Messages.EXPIRES, Members.of(call.now().plusSeconds(seconds))));
        Set<String> receivers = receivers(it, from, ground);
        if (it.named().id().isPresent() && receivers.size() > 1) {
            throw Rejected.invalidAt("/id", "%d agents get a message each: want no id, or one agent", receivers.size());
        }
        List<AgentCommand.Send> messages = receivers.stream()
                .map(to -> message(it.named().id(call), from, to, set, call))
                .toList();
        Receipt receipt = call.submit(
                messages.getFirst(),
                submission -> ground.commands().submit(submission.beside(messages.subList(1, messages.size()))));
        return sent(receipt, messages, ground);
    }

    /** Who is not known would never read it: a name that is misspelt is noticed here. */
    private static Set<String> receivers(Sent it, String from, Ground ground) {
        ground.await(AgentProjection.NAME, Selection.category(AgentEvent.CATEGORY));
        var receivers = new LinkedHashSet<>(it.to());
        if (it.broadcast()) {
            receivers.addAll(new TreeSet<>(queries(ground).atWork()));
            receivers.remove(from);
        }
        if (receivers.isEmpty()) {
            throw it.broadcast()
                    ? Rejected.conflict("no agent but '%s' is known: daybook agent register ID TYPE makes one", from)
                    : Rejected.invalidAt("/to", "names nobody: want an agent, or broadcast");
        }
        var unknown = new LinkedHashSet<>(it.to());
        unknown.removeAll(queries(ground).known(it.to()));
        if (!unknown.isEmpty()) {
            throw Rejected.invalidAt(
                    "/to",
                    "'%s' is no agent that is known: daybook agent list shows who is, daybook agent register ID TYPE"
                            + " makes one known",
                    String.join("', '", unknown));
        }
        return receivers;
    }

    private static AgentCommand.Send message(String id, String from, String to, Map<String, Json> set, Call call) {
        Texts.key("/id", id);
        var members = new LinkedHashMap<String, Json>();
        members.put("/message_id", Members.of(id));
        members.put("/from_agent", Members.of(from));
        members.put("/to_agent", Members.of(to));
        members.putAll(set);
        members.put(Messages.SENT, Members.of(call.now()));
        return new AgentCommand.Send(id, members);
    }

    private static Outcome answer(Answered it, Call call, Ground ground) {
        String id = it.which().id();
        ground.await(AgentProjection.NAME, Selection.stream(stream(id)));
        MessageView asked = found(id, call, ground);
        String to = asked.from()
                .orElseThrow(() -> Rejected.conflict("nobody is named who sent '%s': there is nobody to answer", id));
        var set = new LinkedHashMap<String, Json>();
        asked.type().ifPresent(type -> set.put("/message_type", Members.of(type)));
        set.put("/content", it.content());
        set.put("/priority", new Json(Long.toString(asked.priority().orElse(MessageQueries.PRIORITY))));
        set.put("/answers", Members.of(id));
        AgentCommand.Send answer = message(
                it.answerId().orElseGet(call::newId), it.from().or(asked::to).orElseGet(call::actor), to, set, call);
        Receipt receipt = call.submit(
                new AgentCommand.Answer(
                        id,
                        answer.id(),
                        Map.of(Messages.ANSWERED_BY, Members.of(answer.id())),
                        Map.of(Messages.ACKNOWLEDGED, Members.of(call.now()))),
                submission -> ground.commands().submit(submission.beside(List.of(answer))));
        return sent(receipt, List.of(answer), ground);
    }

    /** Tells of what was sent, now or when the key was first used; {@code asked} was, if nothing came of it now. */
    private static Outcome sent(Receipt receipt, List<AgentCommand.Send> asked, Ground ground) {
        List<Copy> messages = (receipt.events() == 0
                        ? asked.stream().map(send -> Copy.of(send.id(), send.set()))
                        : ground.events(receipt).stream()
                                .filter(MessageEvent.Recorded.class::isInstance)
                                .map(MessageEvent.Recorded.class::cast)
                                .map(event -> Copy.of(event.id(), event.set())))
                .sorted(Comparator.comparing(Copy::to))
                .toList();
        String id = messages.getFirst().id();
        return new Outcome.Done(
                id,
                receipt,
                receipt.events() > 0,
                Optional.of(Operation.path(MESSAGE, _ -> id)),
                Map.of("messages", messages));
    }

    /** Returns who is to read what is recorded so. */
    static Optional<String> receiver(Map<String, Json> set) {
        return new Thing.Present(set, Optional.empty()).text("/to_agent");
    }

    private static MessageView found(String id, Call call, Ground ground) {
        return queries(ground)
                .message(id, call.now())
                .orElseThrow(() -> Rejected.notFound("there is no message '%s'", id));
    }

    private static StreamId stream(String id) {
        return new StreamId(MessageEvent.CATEGORY, id);
    }

    static MessageQueries queries(Ground ground) {
        return new MessageQueries(ground.reads(AgentProjection.NAME));
    }

    private MessageOperations() {}
}
