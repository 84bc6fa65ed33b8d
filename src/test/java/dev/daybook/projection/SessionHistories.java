package dev.daybook.projection;

import static dev.daybook.session.Samples.extended;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.times;
import static dev.daybook.session.Samples.totals;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.WorkspaceEvent;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to sessions in {@link Histories}: also to those that are not there, and beyond the end of their lists. */
final class SessionHistories {

    private static final String[] KEYS = {"8591b6fa82d5eaa1", "1067a7f71b30aab8", "e3b0c44298fc1c14"};
    private static final String AT = "2025-11-10T02:01:09.044Z";

    private final Random random;
    private final int sessions;

    SessionHistories(Random random, int sessions) {
        this.random = random;
        this.sessions = sessions;
    }

    Event next() {
        SessionId id = new SessionId(pick(KEYS), "comp/%03d".formatted(random.nextInt(sessions)));
        int index = random.nextInt(4);
        return switch (random.nextInt(24)) {
            case 0, 1, 2 ->
                new SessionEvent.Created(id, any(), List.of(agent(), agent()).subList(0, random.nextInt(3)));
            case 6 -> new SessionEvent.Revised(id, any());
            case 7 -> new SessionEvent.StatusChanged(id, pick("round_2", "paused", "\uD83D odd\n"), maybe(AT), time());
            case 8 -> new SessionEvent.WinnerChosen(id, maybe(2L), time());
            case 9 -> new SessionEvent.IntegrationChanged(id, maybe("pending"), maybe(1L), time());
            case 10 -> new SessionEvent.Evaluated(id, maybe(new Json("{\"scores\":[1.50,1e5],\"a\":1}")), time());
            case 3, 4, 11 -> new SessionEvent.InstanceAdded(id, index, agent(), time());
            case 12 -> new SessionEvent.InstanceRevised(id, index, agent(), time());
            case 13, 14 ->
                new SessionEvent.InstanceStatusChanged(id, index, 1, pick("archived", "\"q\"\\\u0001", "é"), time());
            case 15 -> new SessionEvent.InstancesCut(id, index, time());
            case 5, 16, 17, 18 -> new SessionEvent.MessagesAdded(id, index, List.of(message(), message()), time());
            case 19 -> new SessionEvent.MessageRevised(id, index, message(), time());
            case 20 -> new SessionEvent.MessagesCut(id, index, time());
            case 21 ->
                random.nextBoolean()
                        ? new SessionEvent.Deleted(id, maybe("twice"))
                        : new SessionEvent.Claimed(id, "sessions/a.json", "utf-8", new LongText("{ }"));
            case 22 ->
                random.nextInt(3) == 0
                        ? new SessionEvent.VariantGone(id, "sessions/a.json", random.nextInt(3))
                        : new SessionEvent.VariantRecorded(
                                id,
                                "sessions/a.json",
                                random.nextInt(3),
                                "utf-8",
                                new LongText("{\"a\":" + index + "}"));
            default -> new WorkspaceEvent.Located(id.workspace(), maybe("/srv/" + index), pick(KEYS));
        };
    }

    private Profile any() {
        Profile it = times(
                profile(pick("debate", "ensemble"), pick("Fix it", "再試行\nする"), pick("running", "round_1")),
                time(),
                time());
        return switch (random.nextInt(4)) {
            case 0 -> totals(it, random.nextInt(900), random.nextInt(9));
            case 1 -> extended(it, "{\"x\":1.50,\"x\":null,\"y\":{\"z\":\"\\uD83D\"}}");
            default -> it;
        };
    }

    private Instance agent() {
        return instance(
                random.nextInt(3), pick("Claude", "CÖDEX"), pick("idle", "running"), maybe(pick("", "out \uD83D")));
    }

    private Message message() {
        return new Message(
                "msg-" + random.nextInt(3),
                pick("user", "assistant", "system"),
                new LongText(pick("再試行 worker", "tests fail", "")),
                time(),
                maybe(1L),
                maybe(new Json("{\"pinned\":true}")));
    }

    private String time() {
        return pick(AT, "2025-11-10T01:12:30.481223917+00:00", "2025-11-10 01:12:30", "soon");
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value);
    }
}
