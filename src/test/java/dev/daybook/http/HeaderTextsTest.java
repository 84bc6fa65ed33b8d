package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes a name into a header finds it so in the journal. */
class HeaderTextsTest {

    @TempDir
    private Path folder;

    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void utf8_is_read_as_utf8() throws IOException {
        assertThat(register("Daybook-Actor: ユーザ")).startsWith("HTTP/1.1 201");
        assertThat(newest("actor")).isEqualTo("ユーザ");
    }

    @Test
    void what_is_not_utf8_is_read_as_programs_send_it_that_know_latin1_only() throws IOException {
        var request = request("Daybook-Actor: José").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(fixture.caller.raw(request)).startsWith("HTTP/1.1 201");
        assertThat(newest("actor")).isEqualTo("José");
    }

    @Test
    void a_name_with_a_star_is_read_by_rfc_8187() throws IOException {
        var headers = String.join(
                "\r\n",
                "Daybook-Actor: jose",
                "Daybook-Actor*: utf-8'es'Jos%C3%A9%20%41!",
                "Daybook-Session*: UTF-8''%E3%83%A6",
                "Daybook-Correlation*: UTF-8''%C3%A9",
                "Idempotency-Key*: UTF-8''%e2%82%ac");
        var reply = register(headers);
        assertThat(reply).startsWith("HTTP/1.1 201").contains("Daybook-Correlation: é", "UTF-8''%C3%A9");
        assertThat(newest("actor")).isEqualTo("José A!");
        assertThat(newest("session")).isEqualTo("ユ");
        assertThat(newest("correlation")).isEqualTo("é");
        assertThat(newest("idempotencyKey")).isEqualTo("€");
    }

    @Test
    void what_cannot_be_read_or_would_not_be_seen_is_refused() throws IOException {
        assertRefused("Daybook-Actor*: UTF-8''Jos%E9", "/Daybook-Actor*");
        assertRefused("Daybook-Actor*: ISO-8859-1''Jos%E9", "/Daybook-Actor*");
        assertRefused("Daybook-Actor*: Jos", "/Daybook-Actor*");
        assertRefused("Daybook-Actor*: UTF-8''a%0Ab", "U+000A");
        assertRefused("Daybook-Actor*: UTF-8''a%C2%9Bb", "U+009B");
        assertRefused("Daybook-Actor*: UTF-8''", "is empty");
        assertRefused("Daybook-Actor: a\u001b[2Jb", "prohibited character '27'");
        assertRefused("Idempotency-Key: a\tb", "U+0009");
        assertRefused("Daybook-Actor: " + "é".repeat(201), "has 201 characters");
        assertRefused("Daybook-Source: mail", "/Daybook-Source");
        assertThat(fixture.head()).isZero();
        assertThat(register("Daybook-Actor: " + "é".repeat(200))).startsWith("HTTP/1.1 201");
    }

    private void assertRefused(String header, String why) throws IOException {
        assertThat(register(header)).startsWith("HTTP/1.1 400").contains("/problems/", why);
    }

    private String register(String headers) throws IOException {
        return fixture.caller.raw(request(headers));
    }

    private static String request(String headers) {
        var body = "{\"title\":\"one\"}";
        return "POST /api/v1/sbis HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + "%d\r\nConnection: close\r\n%s\r\n\r\n%s".formatted(body.length(), headers, body);
    }

    private String newest(String field) {
        return fixture.caller
                .get("/journal?order=newest&limit=1")
                .is(200)
                .json()
                .at("/items/0/" + field)
                .asText();
    }
}
