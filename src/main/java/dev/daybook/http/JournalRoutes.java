package dev.daybook.http;

import dev.daybook.domain.Json;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.event.Undecodable;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.query.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The facts themselves: page by page, as rows, and as they are written. */
final class JournalRoutes {

    private static final List<String> COLUMNS = List.of(
            "position",
            "recordedAt",
            "occurredAt",
            "stream",
            "revision",
            "type",
            "version",
            "actor",
            "source",
            "session",
            "correlation",
            "causation",
            "counts",
            "data");

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final JournalStream stream;

    JournalRoutes(Journal journal, Codec codec, Timelines timelines, Duration heartbeat) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.stream = new JournalStream(journal, heartbeat, this::view);
    }

    /** A fact as the contract has it. */
    record Fact(
            long position,
            String id,
            String stream,
            long revision,
            String type,
            int version,
            String actor,
            String source,
            Optional<String> session,
            Optional<String> correlation,
            Optional<String> causation,
            Optional<String> idempotencyKey,
            Instant occurredAt,
            Instant recordedAt,
            boolean counts,
            Json data) {}

    void mount(Routes on) {
        on.get("/journal", this::list);
        on.get("/journal.{format}", this::list);
        on.get("/journal/stream", this::follow);
        on.get("/events", this::types);
    }

    private Answer list(Request request) {
        long head = upTo(request);
        boolean newest = request.text("order").orElseThrow().equals("newest");
        Selection selection = selection(request);
        Reading.Paged<Entry> question =
                (cursor, limit) -> page(selection, newest, place(request, cursor, newest), head, limit);
        if (request.media().equals(Answer.JSON)) {
            int limit = request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
            Page<Entry> page = question.ask(request.cursor(), limit);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("items", page.items().stream().map(this::view).toList());
            page.next().ifPresent(next -> body.put("next", next));
            return Reading.linked(request, page.next(), Answer.json(body)).at(head);
        }
        var rows = PagedRows.iterate(request.cursor(), request.number("limit"), question);
        return RowStream.answer(request.media(), COLUMNS, PagedRows.map(rows, this::view))
                .at(head);
    }

    /** The journal is where facts are first: there is nothing to wait for but a fact that is not written yet. */
    private long upTo(Request request) {
        long head = journal.head().value();
        if (request.number("after").orElse(0) > head) {
            long wanted = request.number("after").getAsLong();
            head = stream.await(wanted, request.waiting());
            if (wanted > head) {
                throw Problem.thrown(
                        Kind.POSITION_TIMEOUT,
                        "the journal ends at %d, wanted %d: ask again, or wait longer",
                        head,
                        wanted);
            }
        }
        return head;
    }

    private Page<Entry> page(Selection selection, boolean newest, Position place, long head, int limit) {
        List<Entry> read = newest
                ? journal.readBackward(selection, place, limit + 1)
                : journal.readForward(selection, place, limit + 1).stream()
                        .filter(entry -> entry.position().value() <= head)
                        .toList();
        if (read.size() <= limit) {
            return new Page<>(read, Optional.empty());
        }
        List<Entry> items = read.subList(0, limit);
        return new Page<>(items, Optional.of(cursor(items.getLast().position())));
    }

    static String cursor(Position last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("journal:%s".formatted(last).getBytes(StandardCharsets.UTF_8));
    }

    private Position place(Request request, Optional<String> cursor, boolean newest) {
        if (cursor.isPresent()) {
            return position(cursor.get());
        }
        if (request.number("from").isPresent()) {
            return new Position(request.number("from").getAsLong());
        }
        return newest ? journal.head().next() : Position.START;
    }

    static Position position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith("journal:")) {
                return new Position(Long.parseLong(text.substring("journal:".length())));
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw Problem.thrown(
                Kind.INVALID_REQUEST, "cursor '%s' is none of the journal: want the `next` of a page before", cursor);
    }

    private static Selection selection(Request request) {
        List<Selection> chosen = java.util.stream.Stream.of(
                        request.text("stream").map(it -> Selection.stream(StreamId.parse(it))),
                        request.text("category").map(Selection::category),
                        request.text("type").<Selection>map(it -> new Selection.OfTypes(Set.of(it))))
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

    private Fact view(Entry entry) {
        Timeline timeline = timelines.current();
        Metadata metadata = entry.metadata();
        return new Fact(
                entry.position().value(),
                entry.id().toString(),
                entry.stream().toString(),
                entry.revision(),
                entry.type(),
                entry.version(),
                metadata.actor(),
                metadata.source().text(),
                metadata.session(),
                metadata.correlation(),
                metadata.causation(),
                metadata.idempotency().map(Metadata.Idempotency::key),
                entry.occurredAt(),
                entry.recordedAt(),
                timeline.counts(entry),
                data(entry));
    }

    private Json data(Entry entry) {
        try {
            return new Json(new String(codec.json(entry), StandardCharsets.UTF_8));
        } catch (Undecodable _) {
            return new Json(entry.payload().toString()); // of a newer version: shown as it stands
        }
    }

    private Answer types(Request request) {
        List<Map<String, Object>> items = codec.catalog().types().stream()
                .map(type -> {
                    Map<String, Object> item = new LinkedHashMap<>();
                    item.put("name", type.name());
                    item.put("version", type.version());
                    item.put("schema", contract(type, "schema"));
                    item.put("example", contract(type, "example"));
                    return item;
                })
                .toList();
        return Answer.json(Map.of("items", items));
    }

    /** Returns the schema or the example of an event, as the jar carries it. */
    private static Json contract(Catalog.Type type, String what) {
        String resource =
                "/journal-schema/events/%s/%s/v%d.%s.json".formatted(type.domain(), type.event(), type.version(), what);
        try (InputStream in = JournalRoutes.class.getResourceAsStream(resource)) {
            return in == null ? Json.NULL : JsonOutput.json(JsonOutput.read(in.readAllBytes()));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read: build the jar again", e);
        }
    }
}
