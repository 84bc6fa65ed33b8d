package dev.daybook.http;

import dev.daybook.history.Fact;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.masking.Masking;
import dev.daybook.secret.Masks;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The facts as they are written. */
final class JournalRoutes {

    private final Journal journal;
    private final JournalStream stream;

    JournalRoutes(Ground ground, Duration heartbeat) {
        this.journal = ground.journal();
        Masking masking = Masks.of(ground);
        this.stream = new JournalStream(
                journal,
                heartbeat,
                entry -> masking.json(JsonOutput.bytes(Fact.of(entry, ground.codec(), ground.timelines()))));
    }

    void mount(Routes on) {
        Parameter.Check position = Parameter.number(0, Long.MAX_VALUE);
        on.on(
                "GET /journal/stream",
                RouteForm.of("streamJournal", ServerSentEvents.MEDIA)
                        .taking(
                                Parameter.query("stream", Parameter.like("^[^/]+/.+$", 300)),
                                Parameter.query("category", Parameter.text(0, 40)),
                                Parameter.query("type", Parameter.text(0, 100)),
                                Parameter.query("from", position),
                                Parameter.header("Last-Event-ID", position)),
                this::follow);
    }

    private static Selection selection(Request request) {
        List<Selection> chosen = java.util.stream.Stream.of(
                        request.text("stream").map(text -> Selection.stream(StreamId.parse(text))),
                        request.text("category").map(Selection::category),
                        request.text("type").<Selection>map(text -> new Selection.OfTypes(Set.of(text))))
                .flatMap(Optional::stream)
                .toList();
        if (chosen.size() > 1) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "stream, category and type are given together: want one of them");
        }
        return chosen.isEmpty() ? Selection.all() : chosen.getFirst();
    }

    private Answer follow(Request request) {
        Optional<Position> seen =
                request.header("Last-Event-ID").map(Long::valueOf).map(Position::new);
        Position last = seen.or(() -> request.text("from").map(Long::valueOf).map(Position::new))
                .orElseGet(journal::head);
        if (last.isAfter(journal.head())) {
            if (seen.isPresent()) {
                return stream.again(last, selection(request)); // an error would end an EventSource for good
            }
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "position %s is yet to come: the journal ends at %s", last, journal.head());
        }
        return stream.from(last, selection(request));
    }
}
