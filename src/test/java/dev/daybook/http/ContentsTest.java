package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.masking.Fakes;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content that is larger than a body may be: one service, which holds no more than 10,000 bytes of a request. */
class ContentsTest {

    private static final int CONTENT_BYTES_MAX = 700_000;

    @TempDir
    private static Path folder;

    private static Fixture house;
    private static Caller owner;

    @BeforeAll
    static void a_service_with_little_room() {
        house = new Fixture(
                folder,
                options -> new Options(
                        options.address(),
                        options.allowed(),
                        Options.Limits.of(10_000, 5_000, 2_048, 2_048, 2_048).contents(CONTENT_BYTES_MAX),
                        options.patience()));
        owner = house.caller;
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static Reply store(Caller by, byte[] content) {
        return by.send(by.request("/contents")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(content))
                .build());
    }

    private static byte[] bytes(int count, int seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(String hash, String query) {
        return owner.get("/contents/" + hash + query).is(200).http().body();
    }

    @Test
    void content_that_is_stored_comes_back_byte_for_byte_and_is_stored_once() {
        byte[] content = bytes(600_000, 1);

        JsonNode stored = store(owner, content).is(201).json();
        long head = house.head();
        JsonNode again = store(owner, content).is(200).json();

        assertThat(again).isEqualTo(stored);
        assertThat(house.head()).isEqualTo(head);
        assertThat(stored.path("sizeBytes").asLong()).isEqualTo(content.length);
        assertThat(stored.path("content").asText())
                .isEqualTo("sha256:%s:600000".formatted(stored.path("sha256").asText()));
        assertThat(read(stored.path("sha256").asText(), "")).isEqualTo(content);
    }

    @Test
    void a_text_whose_letters_lie_across_its_pieces_comes_back_too() {
        byte[] content = "äöü€🙂 ".repeat(40_000).getBytes(StandardCharsets.UTF_8);

        String hash = store(owner, content).is(201).json().path("sha256").asText();

        assertThat(read(hash, "")).isEqualTo(content);
    }

    @Test
    void content_that_is_too_large_is_refused_and_nothing_of_it_is_stored() {
        long head = house.head();

        String detail = store(owner, bytes(CONTENT_BYTES_MAX + 1, 2))
                .isProblem(413, "body-too-large")
                .json()
                .path("detail")
                .asText();

        assertThat(detail).contains("larger than 700000 bytes", "content.max.mb");
        assertThat(house.head()).isEqualTo(head);
        assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith(".body"));
        store(owner, new byte[0]).isProblem(400, "invalid-request");
    }

    @Test
    void a_task_names_what_is_stored_and_a_small_one_is_as_if_it_had_been_given() {
        String task = owner.post("/sbis", "{\"title\":\"Attach\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        String name = store(owner, "hello".getBytes(StandardCharsets.UTF_8))
                .is(201)
                .json()
                .path("content")
                .asText();

        attach(task, name).is(201);
        String other = name.replaceFirst(":5$", ":6");
        attach(task, other).isProblem(422, "invalid-request").at("/content");
        attach(task, "sha256:1").isProblem(422, "invalid-request").at("/content");

        JsonNode file = owner.get("/sbis/%s/attachments/a.txt?after=%d&wait=30s".formatted(task, house.head()))
                .is(200)
                .json();
        assertThat(file.path("encoding").asText()).isEqualTo("utf-8");
        assertThat(file.path("content").asText()).isEqualTo("hello");
    }

    private static Reply attach(String task, String content) {
        return owner.post(
                "/sbis/" + task + "/attachments",
                "{\"name\":\"a.txt\",\"encoding\":\"stored\",\"content\":\"%s\"}".formatted(content));
    }

    @Test
    void whoever_may_only_read_stores_nothing() {
        String token = owner.post("/tokens", "{\"name\":\"reader\",\"role\":\"read\"}")
                .is(201)
                .json()
                .path("token")
                .asText();
        try (var reader = owner.with(token)) {
            store(reader, bytes(100, 3)).isProblem(403, "forbidden");
            store(reader, bytes(600_000, 3)).isProblem(413, "body-too-large");
        }
    }

    @Test
    void a_secret_across_two_pieces_is_seen_by_whoever_may_and_says_so() {
        String text = "x".repeat((256 << 10) - 10) + "\ntoken " + Fakes.githubPat() + "\n";
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        String hash = store(owner, content).is(201).json().path("sha256").asText();

        owner.get("/contents/" + hash).isProblem(403, "forbidden");

        long head = house.head();
        assertThat(read(hash, "?reveal=true")).isEqualTo(content);
        assertThat(house.head()).isEqualTo(head + 1);
    }

    @Test
    void content_that_was_erased_is_gone_and_may_be_stored_again() {
        byte[] content = bytes(300_000, 4);
        String hash = store(owner, content).is(201).json().path("sha256").asText();

        owner.post("/erasures", "{\"entity\":\"file/%s\",\"reason\":\"by law\"}".formatted(hash))
                .is(200);

        owner.get("/contents/" + hash).isProblem(404, "not-found");
        store(owner, content).is(201);
        assertThat(read(hash, "")).isEqualTo(content);
        owner.get("/contents/" + HexFormat.of().formatHex(new byte[32])).isProblem(404, "not-found");
    }
}
