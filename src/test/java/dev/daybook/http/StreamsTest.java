package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.http.Caller.Reply;
import dev.daybook.http.SseClient.Event;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has no end, or a far one: rows of the audit log and the journal, and events as they are written. */
class StreamsTest {

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(
                folder,
                it -> new Options(
                        it.address(),
                        it.allowed(),
                        it.limits(),
                        new Options.Patience(
                                it.patience().head(),
                                it.patience().body(),
                                it.patience().idle(),
                                Duration.ofMillis(50),
                                Patience.LIMIT)));
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void an_answer_is_compressed_if_it_is_long_and_wanted_so_and_an_event_never_waits_for_more() throws Exception {
        for (int i = 0; i < 30; i++) {
            set(i);
        }
        try (var client = HttpClient.newHttpClient()) {
            var request = caller.request("/journal?limit=30").header("Accept-Encoding", "gzip");
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
            byte[] whole = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
            assertThat(whole.length).isGreaterThan(3 * answer.body().length);
            assertThat(new String(whole, StandardCharsets.UTF_8)).contains("key-6");
            assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                            answer.headers().firstValue("Date").orElseThrow(), Instant::from))
                    .isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));

            var brief = client.send(
                    caller.request("/config/key-1")
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(brief.headers().firstValue("Content-Encoding")).isEmpty();
        }
        assertThat(caller.get("/journal?limit=30").header("Content-Encoding")).isEmpty();
        try (var stream = SseClient.open(caller, "/journal/stream?from=" + house.head(), "Accept-Encoding", "gzip")) {
            set(31);
            assertThat(stream.take(1).getFirst().id()).isEqualTo(Long.toString(house.head()));
        }
    }

    private long set(int number) {
        return caller.put("/config/key-%d".formatted(number % 7), "{\"value\":%d}".formatted(number))
                .is(200)
                .position();
    }

    @Test
    void the_journal_is_followed_without_loss_while_others_write_and_the_line_breaks() throws Exception {
        int writers = 4;
        int each = 100;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = writer * each;
                done.add(threads.submit(
                        () -> LongStream.range(first, first + each).forEach(it -> set((int) it))));
            }
            List<Long> positions = new ArrayList<>();
            while (positions.size() < writers * each) {
                // the line breaks after some events; the client comes back with the last id it has seen
                String last = positions.isEmpty() ? "0" : Long.toString(positions.getLast());
                try (SseClient stream = SseClient.open(caller, "/journal/stream", "Last-Event-ID", last)) {
                    int some = Math.min(37, writers * each - positions.size());
                    stream.take(some).forEach(event -> positions.add(Long.parseLong(event.id())));
                }
            }
            for (Future<?> writer : done) {
                writer.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(positions)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) writers * each)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void a_new_follower_hears_only_what_comes() {
        set(1);
        try (SseClient stream = SseClient.open(caller, "/journal/stream?category=config")) {
            caller.post("/sbis", "{\"title\":\"not of this category\"}").is(201);
            long position = set(2);
            Event event = stream.take(1).getFirst();

            assertThat(event.id()).isEqualTo(Long.toString(position));
            assertThat(event.event()).isEqualTo("config.set");
            assertThat(event.json().at("/data/value").asInt()).isEqualTo(2);
        }
    }

    @Test
    void a_silent_stream_is_kept_alive() {
        try (SseClient stream = SseClient.open(caller, "/journal/stream")) {
            assertThat(stream.block()).contains(new Event("", "", ""));
            assertThat(stream.block()).contains(new Event("", "", ""));
        }
    }

    @Test
    void nobody_follows_from_what_is_yet_to_come() {
        caller.get("/journal/stream?from=5").isProblem(400, "invalid-request");
        caller.get("/journal/stream", "Last-Event-ID", "x").isProblem(400, "wrong-type");
    }

    @Test
    void a_client_that_has_seen_more_than_there_is_is_told_and_follows_what_comes() {
        long head = set(1);
        try (SseClient stream = SseClient.open(caller, "/journal/stream?category=config", "Last-Event-ID", "99")) {
            Event resync = stream.take(1).getFirst();
            assertThat(resync.event()).isEqualTo("resync");
            assertThat(resync.id()).isEqualTo(Long.toString(head));
            assertThat(resync.json().path("head").asLong()).isEqualTo(head);
            assertThat(resync.json().path("lastEventId").asLong()).isEqualTo(99);
            assertThat(resync.json().path("detail").asText()).contains("read again");

            long position = set(2);
            assertThat(stream.take(1).getFirst().id()).isEqualTo(Long.toString(position));
        }
    }

    @Test
    void rows_are_streamed_to_the_end_across_pages() {
        int facts = 1_203; // more than two pages
        for (int number = 0; number < facts; number++) {
            set(number);
        }
        long head = house.journal.head().value();
        String fresh = "after=%d&wait=30s".formatted(head);

        Reply audit = caller.get("/audit.ndjson?order=oldest&" + fresh).is(200);
        assertThat(audit.lines().stream().map(row -> row.path("position").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, head).boxed().toList());
        Reply csv = caller.get("/audit?action=config.set&limit=499&" + fresh, "Accept", "text/csv")
                .is(200);
        assertThat(csv.text().split("\r\n")).hasSize(1 + 499);
        Reply journal = caller.get("/journal.ndjson").is(200);
        assertThat(journal.lines()).hasSize((int) head);
        assertThat(journal.position()).isEqualTo(head);
        assertThat(caller.get("/journal.csv?order=newest").is(200).text().split("\r\n"))
                .hasSize(1 + (int) head);
    }

    @Test
    void a_mistake_says_where_in_the_request_it_was_made() {
        assertMistake(caller.get("/audit?entity=%2Fx"), "query", "/entity");
        assertMistake(caller.get("/sbis?project=kitchen"), "query", "/project");
        assertMistake(caller.get("/audit?since=soon"), "query", "/since");
        assertMistake(caller.get("/sbis/ready?cursor=x"), "query", "/cursor");
        assertMistake(caller.post("/sbis", "{\"title\":\"x\",\"priority\":9}"), "body", "/priority");
    }

    private static void assertMistake(Reply reply, String in, String pointer) {
        JsonNode mistake = reply.json().at("/errors/0");
        assertThat(mistake.path("in").asText()).as(reply.text()).isEqualTo(in);
        assertThat(mistake.path("pointer").asText()).isEqualTo(pointer);
    }

    @Test
    void every_list_of_the_contract_is_had_row_by_row() {
        JsonNode document = Promise.contract();
        List<String> without = AllSlices.of()
                .catalogue()
                .all()
                .filter(it -> it.method().equals("GET") && !it.path().endsWith("}"))
                .filter(it -> !it.path().equals("/sql")) // whoever asks says which columns there are
                .filter(it -> {
                    JsonNode answer = document.at("/components/schemas/" + it.answer());
                    return answer.at("/properties/items/type").asText().equals("array") && !it.hasRows();
                })
                .map(Operation::path)
                .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void a_list_is_had_row_by_row_by_the_suffix_of_its_path() {
        caller.post("/checkpoints", "{\"name\":\"noon\"}").is(201);

        AllSlices.of()
                .catalogue()
                .all()
                .filter(it -> !it.pathOfFormats().isEmpty()
                        && it.given(Place.PATH).isEmpty()
                        && it.arguments().described().stream().noneMatch(Argument::required))
                .forEach(it -> {
                    String names = it.csv().stream().map(Column::name).collect(Collectors.joining(","));
                    assertThat(caller.get(it.path() + ".csv").is(200).text()).startsWith(names + "\r\n");
                    caller.get(it.path() + ".ndjson").is(200);
                });

        assertThat(caller.get("/checkpoints.csv").text()).startsWith("name,position,at,actor,why\r\nnoon,1,");
        assertThat(caller.get("/checkpoints.ndjson").lines())
                .singleElement()
                .satisfies(row -> assertThat(row.path("name").asText()).isEqualTo("noon"));
        assertThat(caller.get("/migrations.csv").text())
                .as("of which project a row is")
                .contains(",project\r\n");
    }

    @Test
    void a_cell_of_csv_is_quoted_and_no_formula() {
        String task = caller.post("/sbis", "{\"title\":\"Quotes\"}").is(201).header("Location");
        Reply added = caller.post(
                        task + "/notes", "{\"text\":\"say \\\"hi\\\", then\\nleave\"}", "Daybook-Actor", "=1+1")
                .is(201);
        String csv = caller.get("/audit.csv?after=%d&wait=10s".formatted(added.position()))
                .is(200)
                .text();

        assertThat(csv).contains("'=1+1,").contains("\"\"text\"\":\"\"say \\\"\"hi\\\"\", then\\nleave\"\"");
    }

    @Test
    void the_journal_is_read_from_both_ends() {
        for (int number = 0; number < 5; number++) {
            set(number);
        }
        Reply newest = caller.get("/journal?order=newest&limit=2").is(200);
        assertThat(newest.json().path("items").findValuesAsText("position")).startsWith("5", "4");
        Reply older = caller.get("/journal?order=newest&limit=2&cursor="
                        + newest.json().path("next").asText())
                .is(200);
        assertThat(older.json().at("/items/0/position").asInt()).isEqualTo(3);
        assertThat(caller.get("/journal?from=4").is(200).json().path("items")).hasSize(1);
        caller.get("/journal?stream=config/key-1&type=config.set").isProblem(400, "invalid-request");
        caller.get("/journal?cursor=abc").isProblem(400, "invalid-request");
        caller.get("/journal?stream=config").isProblem(400, "invalid-request").at("/stream");
    }

    @Test
    void a_follower_that_hangs_up_is_forgotten() {
        SseClient stream = SseClient.open(caller, "/journal/stream");
        stream.close();
        // a server that still had the stream open would wait for it when it stops
        long startedNs = System.nanoTime();
        house.server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isLessThan(Patience.LIMIT);
    }
}
