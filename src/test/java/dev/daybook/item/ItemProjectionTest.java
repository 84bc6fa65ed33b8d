package dev.daybook.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.item.ItemQueries.Filter;
import dev.daybook.projection.Histories;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ProjectionContract;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Change;
import dev.daybook.query.HistoryQueries;
import dev.daybook.query.Hit;
import dev.daybook.query.Page;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import dev.daybook.query.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemProjectionTest extends ProjectionContract {

    private static final ItemId LOGIN = ItemId.parse("task/master/1");
    private static final ItemId LOGOUT = ItemId.parse("task/master/2");

    @Override
    protected Projection projection() {
        return of("item");
    }

    @Override
    protected String category() {
        return "item";
    }

    private static ItemEvent.Recorded recorded(ItemId item, String record) {
        return new ItemEvent.Recorded(item, new Json(record), Optional.empty());
    }

    private static ItemEvent.Revised set(ItemId item, String pointer, String value) {
        return new ItemEvent.Revised(item, Map.of(pointer, new Json(value)), List.of(), Optional.empty());
    }

    @Test
    void each_item_is_what_its_events_come_to() {
        Event[] events = new Histories(31, 20).events(3_000);
        Map<ItemId, List<ItemEvent>> histories = new LinkedHashMap<>();
        for (Event event : events) {
            if (event instanceof ItemEvent it) {
                histories.computeIfAbsent(it.item(), _ -> new ArrayList<>()).add(it);
            }
        }
        ReadModels models = open("folded");
        for (int at = 0; at < events.length; at += 250) { // in batches: rows are read back between them
            chronicle.append(List.of(events).subList(at, at + 250).toArray(Event[]::new));
            models.catchUp();
        }
        var items = new ItemQueries(models::read);

        assertThat(histories).hasSizeGreaterThan(10);
        histories.forEach((id, history) -> {
            var record = Optional.<JsonNode>empty();
            for (ItemEvent it : history) {
                record = ItemRecord.after(record, it);
            }
            Optional<ItemView> view = items.find(id.text());
            assertThat(view.map(ItemView::record)).isEqualTo(record.map(JsonText::of));
            view.ifPresent(it -> assertThat(it.revision()).isEqualTo(history.size() - 1));
        });
    }

    @Test
    void items_are_listed_by_kind_project_and_key_and_by_their_fields() {
        for (int i = 0; i < 25; i++) {
            chronicle.append(recorded(
                    new ItemId("task", "k%02d".formatted(i), i % 5 == 0 ? "two" : ""),
                    "{\"title\":\"T%d\",\"status\":\"%s\",\"n\":%d}".formatted(i, i % 2 == 0 ? "done" : "open", i)));
        }
        chronicle.append(
                recorded(ItemId.parse("line/1"), "\"text\""), set(ItemId.parse("task/k01"), "/status", "\"done\""));
        ReadModels models = open("listed");
        models.catchUp();
        var items = new ItemQueries(models::read);

        List<String> paged = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<ItemView> page = items.list(
                    new Filter(Optional.of("task"), Optional.empty(), Optional.empty(), List.of()), cursor, 4);
            page.items().forEach(it -> paged.add(it.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(paged)
                .hasSize(25)
                .startsWith("task/k01", "task/k02")
                .endsWith("two!/task/k20")
                .doesNotHaveDuplicates();
        assertThat(items.list(
                                new Filter(
                                        Optional.of("task"),
                                        Optional.of("two"),
                                        Optional.empty(),
                                        List.of("status=done")),
                                Optional.empty(),
                                10)
                        .items())
                .extracting(ItemView::key)
                .containsExactly("k00", "k10", "k20");
        assertThat(items.list(
                                new Filter(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of("n=1", "status=done")),
                                Optional.empty(),
                                10)
                        .items())
                .extracting(ItemView::key)
                .containsExactly("k01");
    }

    /** Times without an offset are of the machine of their tool, which the time of the fact was reckoned from. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2025-08-02T18:00:00Z | {"created_at":"2025-08-01 09:15:01","merged_at":"2025-08-02 18:00:00"}   | 2025-08-01T09:15:01Z
            2025-08-02T18:00:00Z | {"created":"2025-08-01T11:15:01+02:00","at":"2025-08-02T18:00:00Z"}       | 2025-08-01T09:15:01Z
            2025-08-02T09:00:00Z | {"spawn_time":"2025-08-01T18:15:01","at":"2025-08-02T18:00:00"}           | 2025-08-01T09:15:01Z
            2025-08-02T23:00:00Z | {"created_date":"2025-08-01T04:15:01","at":"2025-08-02T18:00:00"}         | 2025-08-01T09:15:01Z
            2025-08-02T23:00:00Z | {"created_at":"2025-08-02T18:00:00"}                                      | 2025-08-02T23:00:00Z
            2025-08-02T18:00:00Z | {"createdAt":1754039701,"due":"2025-08-02T19:00:00Z","at":1754157600}      | 2025-08-01T09:15:01Z
            2025-08-02T18:00:00Z | {"created_at":"2031-01-01T00:00:00Z"}                                     | 2025-08-02T18:00:00Z
            2025-08-02T18:00:00Z | {"created_at":"some day","createdAt":"2025-08-01T09:15:01Z"}              | 2025-08-01T09:15:01Z
            2025-08-02T18:00:00Z | {"created":7}                                                             | 2025-08-02T18:00:00Z
            2025-08-02T18:00:00Z | {"created":true,"title":"2025"}                                           | 2025-08-02T18:00:00Z
            2025-08-02T18:00:00Z | ["2025-08-01T09:15:01Z"]                                                  | 2025-08-02T18:00:00Z
            """)
    void an_item_was_created_when_it_says_so_and_not_when_its_tool_last_wrote_it(
            Instant first, String record, Instant created) {
        chronicle.appendAt(first, recorded(LOGIN, record));
        chronicle.append(set(LOGIN, "/changed", "\"2001-01-01\""));

        assertThat(created(open("created"))).isEqualTo(created);
    }

    @Test
    void an_item_that_says_later_that_it_was_created_at_another_time_was_created_then() {
        chronicle.appendAt(
                Instant.parse("2025-08-02T09:00:00Z"),
                recorded(LOGIN, "{\"created_at\":\"2025-08-01 18:15:01\",\"at\":\"2025-08-02 18:00:00\"}"));
        ReadModels models = open("corrected");
        assertThat(created(models)).isEqualTo("2025-08-01T09:15:01Z");

        chronicle.append(set(LOGIN, "/created_at", "\"2025-07-31 18:00:00\""));
        assertThat(created(models)).isEqualTo("2025-07-31T09:00:00Z");
        for (String none : List.of("\"some day\"", "null", "\"2125-07-31 18:00:00\"")) {
            chronicle.append(set(LOGIN, "/created_at", none));
            assertThat(created(models)).isEqualTo("2025-07-31T09:00:00Z");
        }
    }

    private static Instant created(ReadModels models) {
        models.catchUp();
        return new ItemQueries(models::read).find(LOGIN.text()).orElseThrow().createdAt();
    }

    @Test
    void an_item_is_found_by_the_words_of_each_member_as_it_is_now() {
        chronicle.append(
                recorded(LOGIN, "{\"title\":\"Add login\",\"details\":\"use oauth\",\"sub\":[{\"t\":\"cookie jar\"}]}"),
                recorded(LOGOUT, "{\"title\":\"Add logout\",\"details\":\"forget cookie\",\"status\":\"open\"}"),
                set(LOGIN, "/details", "\"use passkeys\""),
                new ItemEvent.Revised(
                        LOGOUT, Map.of("/status", new Json("\"done\"")), List.of("/details"), Optional.empty()));
        var search = new SearchQueries(chronicle.posted(folder.resolve("found"))::read);

        assertThat(search.search(SearchRequest.of("oauth")).items()).isEmpty();
        assertThat(search.search(SearchRequest.of("passkeys")).items())
                .extracting(Hit::kind, Hit::id, Hit::part, Hit::title)
                .containsExactly(tuple("item", "task/master/1", "member/details", "Add login"));
        assertThat(search.search(SearchRequest.of("cookie")).items())
                .extracting(Hit::part)
                .containsExactly("member/sub");
        assertThat(search.search(SearchRequest.of("logout")).items())
                .extracting(Hit::status)
                .containsExactly("done");
    }

    @Test
    void the_history_of_an_item_is_told_member_by_member() {
        chronicle.append(
                recorded(LOGIN, "{\"title\":\"Add login\",\"status\":\"open\",\"note\":\"x\"}"),
                new ItemEvent.Revised(
                        LOGIN, Map.of("/status", new Json("\"done\"")), List.of("/note"), Optional.empty()),
                recorded(LOGIN, "{\"title\":\"Add login\",\"status\":\"open\"}"));
        var history = new HistoryQueries(chronicle.posted(folder.resolve("history"))::read);

        var changes = history.changes("item", LOGIN.text(), false, Span.ALWAYS, Optional.empty(), 10)
                .items();
        assertThat(changes.get(0).fields()).containsOnlyKeys("item", "/title", "/status", "/note");
        assertThat(changes.get(1).fields()).containsOnlyKeys("/status", "/note");
        assertThat(changes.get(1).fields())
                .containsEntry(
                        "/status",
                        new Change.Field(Optional.of(new Json("\"open\"")), Optional.of(new Json("\"done\""))))
                .containsEntry("/note", new Change.Field(Optional.of(new Json("\"x\"")), Optional.empty()));
        assertThat(changes.get(2).fields()).containsOnlyKeys("/status");
        assertThat(history.stateAt("item", LOGIN.text(), 2).orElseThrow().fields())
                .containsEntry("/status", new Json("\"done\""))
                .doesNotContainKey("/note");
    }
}
