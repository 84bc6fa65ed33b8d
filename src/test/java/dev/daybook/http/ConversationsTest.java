package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said in a session, where it is long: its end first, and the rest part by part. */
class ConversationsTest {

    private static final int SAID = 250;
    private static final String LONG = "/workspaces/cc8a965d66f232d0/sessions/long";
    private static final String SHORT = "/workspaces/cc8a965d66f232d0/sessions/short";

    @TempDir
    private static Path folder;

    private static Fixture service;
    private static Caller caller;

    @BeforeAll
    static void open() {
        service = new Fixture(folder);
        caller = service.caller;
        begin("long", SAID);
        begin("short", 3);
        caller.get(SHORT + "?after=%d&wait=10s".formatted(service.head())).is(200);
    }

    private static void begin(String id, int messages) {
        caller.post("/workspaces/cc8a965d66f232d0/sessions", """
                        {"id":"%s","type":"debate","task":"Tabs or blanks","chatHistory":[%s]}""".formatted(
                                id,
                                IntStream.range(0, messages)
                                        .mapToObj(number -> """
                                                {"id":"m-%d","role":"user","content":"said %1$d.",\
                                                "timestamp":"2025-11-10T02:01:09.044Z"}""".formatted(number))
                                        .collect(Collectors.joining(","))))
                .is(201);
    }

    @AfterAll
    static void close() {
        service.close();
    }

    @Test
    void the_last_messages_are_told_alone_with_how_many_there_are() {
        JsonNode last = caller.get(LONG + "?last=2").is(200).json();
        assertThat(last.path("chatHistory").findValuesAsText("content")).containsExactly("said 248.", "said 249.");
        assertThat(last.path("messagesInAll").asInt()).isEqualTo(SAID);
        assertThat(caller.get(LONG + "?last=2&before=9").is(200).json().path("chatHistory"))
                .extracting(message -> message.path("content").asText())
                .containsExactly("said 7.", "said 8.");
        assertThat(caller.get(LONG).is(200).json().has("messagesInAll")).isFalse();
        assertThat(caller.get(LONG + "?last=2&asOf=" + service.head())
                        .is(200)
                        .json()
                        .path("chatHistory"))
                .hasSize(2);
        caller.get(LONG + "?last=-1").is(400);
    }

    @Test
    void a_part_of_a_session_that_is_sent_back_changes_nothing_of_the_rest() {
        var part = (ObjectNode) caller.get(SHORT + "?last=3").is(200).json();
        part.put("task", "Blanks or tabs");
        caller.put(SHORT, part.toString(), "If-Match", "*").is(200);
        long last = service.head();
        assertThat(caller.get(SHORT + "?after=%d&wait=10s".formatted(last))
                        .json()
                        .has("messagesInAll"))
                .isFalse();

        part = (ObjectNode) caller.get(SHORT + "?last=1").is(200).json();
        part.put("task", "Neither");
        caller.put(SHORT, part.toString(), "If-Match", "*");
        assertThat(caller.get(SHORT + "?after=%d&wait=10s".formatted(service.head()))
                        .json()
                        .path("chatHistory"))
                .hasSize(3);
    }

    @Test
    void a_page_shows_the_end_of_a_conversation_and_leads_through_the_rest_of_it() {
        String end = page(LONG);
        assertThat(end)
                .contains("151 to 250 of 250", "<dd class=\"text\">250 <a", "said 249.", "said 150.")
                .doesNotContain("said 149.", ">Later<");

        String middle = page(link(end, "Earlier"));
        assertThat(middle).contains("51 to 150 of 250", "said 149.").doesNotContain("said 150.", "said 49.");
        String begin = page(link(middle, "Earlier"));
        assertThat(begin).contains("1 to 50 of 250", "said 0.").doesNotContain("said 50.", ">Earlier<");
        assertThat(page(link(end, "The first"))).contains("1 to 100 of 250");
        assertThat(link(page(link(begin, "Later")), "Later")).isEqualTo(LONG);
    }

    @Test
    void a_conversation_that_is_short_is_shown_as_one() {
        assertThat(page(SHORT)).contains("said 0.").doesNotContain("Parts of what was said");
    }

    private static String page(String path) {
        return caller.page(path).is(200).text();
    }

    private static String link(String page, String text) {
        Matcher link = Pattern.compile("<a href=\"([^\"]+)\">" + text + "</a>").matcher(page);
        assertThat(link.find()).as("%s in %s", text, page).isTrue();
        return link.group(1).replace("&amp;", "&");
    }
}
