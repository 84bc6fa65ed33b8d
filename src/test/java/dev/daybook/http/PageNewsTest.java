package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.http.SseClient.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open page hears of all that it does not show. */
class PageNewsTest {

    private static final List<String> PATHS = List.of("/sbis", "/board/sbis", "/");

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() {
        service = new Fixture(folder);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private long written(String title) {
        return service.caller
                .post("/sbis", "{\"title\":\"%s\"}".formatted(title))
                .is(201)
                .position();
    }

    private Event told(SseClient news) {
        return news.take(1).getFirst();
    }

    @Test
    void what_was_written_before_it_asked_is_news_as_soon_as_it_can_be_shown() {
        long shown = service.head();
        long position = written("Between page and question");

        try (var news = SseClient.open(service.caller, "/news?after=" + shown)) {
            Event event = told(news);

            assertThat(event.event()).isEqualTo("news");
            assertThat(event.json().path("head").asLong()).isEqualTo(position);
            assertThat(service.caller.get("/sbis").text()).contains("Between page and question");
        }
    }

    @Test
    void what_it_shows_already_is_none() {
        long shown = written("Shown");

        try (var news = SseClient.open(service.caller, "/news?after=" + shown)) {
            long position = written("Written later");

            assertThat(told(news).json().path("head").asLong()).isEqualTo(position);
        }
    }

    @Test
    void a_page_says_up_to_where_it_shows_all() {
        long shown = posted("Shown");

        for (String path : PATHS) {
            assertThat(service.caller.page(path).text()).as(path).contains("data-live=\"%d\"".formatted(shown));
        }
    }

    @Test
    void what_the_read_models_lack_it_does_not_show() {
        long shown = posted("Shown");
        service.stopFollowing();
        written("Not posted");

        for (String path : PATHS) {
            assertThat(service.caller.page(path).text()).as(path).contains("data-live=\"%d\"".formatted(shown));
        }
    }

    private long posted(String title) {
        long position = written(title);
        await().until(() -> service.readModels.position().value() == position);
        return position;
    }
}
