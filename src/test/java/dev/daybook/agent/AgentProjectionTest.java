package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ProjectionContract;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Hit;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgentProjectionTest extends ProjectionContract {

    private static final Pattern INDEX = Pattern.compile("CREATE INDEX (idx_\\w+) ON (\\w+) \\((\\w+)(?:, [^;]+)?\\);");

    @Override
    protected Projection projection() {
        return of("agent");
    }

    @Override
    protected String category() {
        return "agent";
    }

    private static Map<String, Json> set(String... members) {
        var set = new java.util.LinkedHashMap<String, Json>();
        for (int i = 0; i < members.length; i += 2) {
            set.put("/" + members[i], new Json(members[i + 1]));
        }
        return set;
    }

    private Record row(ReadModels models, String table) {
        models.catchUp();
        return models.read(tables -> tables.fetchSingle("SELECT * FROM agent." + table));
    }

    @Test
    void a_row_is_what_a_record_says_and_what_was_made_of_it_since() {
        var until = Chronicle.START.plusSeconds(600);
        ReadModels models = open("rows");
        chronicle.append(
                new TaskEvent.Recorded(
                        "t1",
                        set(
                                "task_id",
                                "\"t1\"",
                                "title",
                                "\"Add login\"",
                                "estimated_duration",
                                "90",
                                "tags",
                                "[\"a\"]"),
                        Optional.empty()),
                new TaskEvent.Claimed("t1", "a1", until, 1, set("agent_id", "\"a1\"", "status", "\"in_progress\"")),
                new TaskEvent.Revised("t1", set("confidence_score", "0.75"), List.of("/tags"), Optional.empty()));

        assertThat(row(models, "tasks").intoMap())
                .containsEntry("task_id", "t1")
                .containsEntry("title", "Add login")
                .containsEntry("estimated_duration", 90)
                .containsEntry("agent_id", "a1")
                .containsEntry("status", "in_progress")
                .containsEntry("tags", null)
                .containsEntry("holder", "a1")
                .containsEntry("generation", 1)
                .containsEntry("lease_expires_at", "2025-10-01T12:10:00.000000Z");

        assertThat(row(models, "tasks").get("confidence_score", Double.class)).isEqualTo(0.75);
        chronicle.append(new TaskEvent.ClaimReleased("t1", "a1", Map.of()));
        assertThat(row(models, "tasks").intoMap()).containsEntry("holder", null).containsEntry("agent_id", "a1");
    }

    @Test
    void messages_and_tasks_stand_in_the_order_of_their_times_however_these_are_spelled() {
        ReadModels models = open("order");
        Map.of(
                        "third", "\"2025-08-02 23:30:00\"",
                        "first", "\"2025-08-02T22:10:00Z\"",
                        "fifth", "\"2025-08-03T09:00:00+09:00\"",
                        "second", "\"2025-08-02 22:20:00.25+00:00\"",
                        "fourth", "\"1754177700\"",
                        "never", "null")
                .forEach((id, time) -> {
                    chronicle.append(new MessageEvent.Recorded(
                            id, set("to_agent", "\"reader\"", "sent_at", time), Optional.empty()));
                    chronicle.append(new TaskEvent.Recorded(
                            id, set("status", "\"pending\"", "created_at", time), Optional.empty()));
                });
        models.catchUp();
        Optional<String> any = Optional.empty();
        var all = new MessageQueries.Filter(any, any, any, Optional.empty(), false);
        var messages = new MessageQueries(models::read);

        assertThat(messages.inbox("reader", all, Chronicle.START, any, 10).items())
                .extracting(MessageView::id)
                .containsExactly("never", "first", "second", "third", "fourth", "fifth");
        assertThat(messages.messages(all, any, Chronicle.START, any, 10).items())
                .extracting(MessageView::id, MessageView::sentAt)
                .startsWith(tuple("fifth", Optional.of("2025-08-03T09:00:00+09:00")))
                .endsWith(
                        tuple("first", Optional.of("2025-08-02T22:10:00Z")), tuple("never", Optional.<String>empty()));
        assertThat(new ReadyTasks(models::read).page(Chronicle.START, any, 10).items())
                .extracting(TaskView::id)
                .containsExactly("never", "first", "second", "third", "fourth", "fifth");
    }

    @Test
    void a_record_was_created_when_it_says_so_and_not_when_its_source_last_wrote_it() {
        ReadModels models = open("created");
        chronicle.append(
                new AgentEvent.Recorded("a1", set("created_at", "\"2025-07-31 22:13:23\""), Optional.empty()),
                new TaskEvent.Recorded("t1", set("created_at", "\"2025-07-31T22:13:23+09:00\""), Optional.empty()),
                new TaskEvent.Recorded("t2", set("created_at", "\"3000-01-01 00:00:00\""), Optional.empty()),
                new TaskEvent.Recorded("t3", set("created_at", "\"some day\""), Optional.empty()),
                new TaskEvent.Revised("t1", set("status", "\"completed\""), List.of(), Optional.empty()),
                new TaskEvent.Recorded("t4", set("created_at", "\"2025-07-31 22:13:23\""), Optional.empty()),
                new TaskEvent.Revised("t4", set("created_at", "\"2025-07-30 22:13:23\""), List.of(), Optional.empty()),
                new TaskEvent.Revised("t4", set("created_at", "\"3000-01-01 00:00:00\""), List.of(), Optional.empty()));
        models.catchUp();

        Map<String, String> created =
                models.read(tables -> tables.fetch("SELECT id, created_at FROM agent.agent_record")
                        .intoMap(row -> row.get("id", String.class), row -> row.get("created_at", String.class)));
        assertThat(created)
                .containsEntry("a1", "2025-07-31T22:13:23.000000Z")
                .containsEntry("t1", "2025-07-31T13:13:23.000000Z")
                .containsEntry("t2", "2025-10-01T12:00:03.000000Z")
                .containsEntry("t3", "2025-10-01T12:00:04.000000Z")
                .containsEntry("t4", "2025-07-30T22:13:23.000000Z");
    }

    @Test
    void what_agents_do_and_know_is_found_as_it_is_now() {
        chronicle.append(
                new TaskEvent.Recorded(
                        "t1",
                        set("title", "\"Add login\"", "status", "\"pending\"", "description", "\"by passkeys\""),
                        Optional.empty()),
                new TaskEvent.Claimed(
                        "t1", "a1", Chronicle.START.plusSeconds(600), 1, set("status", "\"in_progress\"")),
                new TaskEvent.Revised("t1", Map.of(), List.of("/description"), Optional.empty()),
                new MemoryEvent.Recorded("m1", set("content", "\"tokens expire\""), Optional.empty()),
                new MemoryEvent.Recorded("m2", set("content", "\"tokens last\""), Optional.empty()),
                new MemoryEvent.Removed("m2"));
        var search = new SearchQueries(chronicle.posted(folder.resolve("found"))::read);

        assertThat(search.search(SearchRequest.of("passkeys")).items()).isEmpty();
        assertThat(search.search(SearchRequest.of("login")).items())
                .extracting(Hit::kind, Hit::id, Hit::status)
                .containsExactly(tuple("task", "t1", "in_progress"));
        assertThat(search.search(SearchRequest.of("tokens")).items())
                .extracting(Hit::id)
                .containsExactly("m1");
    }

    @Test
    void a_value_that_a_column_does_not_take_is_none_and_stands_in_the_record() {
        ReadModels models = open("rows");
        chronicle.append(new TaskEvent.Recorded(
                "t1", set("estimated_duration", "\"two days\"", "confidence_score", "\"high\""), Optional.empty()));

        assertThat(row(models, "tasks").intoMap())
                .containsEntry("task_id", "t1")
                .containsEntry("estimated_duration", null)
                .containsEntry("confidence_score", null);
        assertThat(row(models, "agent_record").get("record", String.class)).contains("two days");
    }

    @Test
    void items_of_a_hive_are_rows_of_the_tables_that_they_belong_to() {
        ReadModels models = open("items");
        ItemId log = new ItemId("hive.log", "hive.log/1", "");
        chronicle.append(new ItemEvent.Recorded(
                log,
                new Json(
                        "{\"level\":\"WARNING\",\"logger\":\"pool\",\"message\":\"slow\",\"time\":\"2025-07-18 10:00:00\"}"),
                Optional.empty()));
        assertThat(row(models, "events").intoMap())
                .containsEntry("severity", "warning")
                .containsEntry("event_type", "pool")
                .containsEntry("message", "slow")
                .containsEntry("timestamp", "2025-07-18 10:00:00");

        chronicle.append(new ItemEvent.Revised(log, set("message", "\"fast\""), List.of("/level"), Optional.empty()));
        assertThat(row(models, "events").intoMap())
                .containsEntry("severity", null)
                .containsEntry("message", "fast");
    }

    private static final String LONG = "passkeys, not passwords. ".repeat(400);

    private static MemoryEvent.Recorded memory(String id, String... members) {
        return new MemoryEvent.Recorded(id, set(members), Optional.empty());
    }

    private List<String> bytesOfRows(ReadModels models) {
        models.catchUp();
        return models.read(tables -> tables.fetch(
                        "SELECT length(r.record) + length(m.text) FROM agent.agent_record r JOIN agent.memory_snapshots m"
                                + " ON m.id = r.id ORDER BY r.id")
                .getValues(0, String.class));
    }

    private String text(ReadModels models, String id) {
        models.catchUp();
        return new AgentQueries(models::read)
                .record(Kind.MEMORY, id)
                .orElseThrow()
                .path("text")
                .asText();
    }

    @Test
    void what_is_large_stands_once_in_the_journal_and_rows_refer_to_it() {
        ReadModels models = open("large");
        chronicle.append(
                memory("m1", "text", '"' + LONG + '"', "agent_id", "\"a1\""),
                memory("m2", "text", '"' + LONG + '"', "agent_id", "\"a2\""),
                memory("m3", "text", "\"short\""));

        assertThat(bytesOfRows(models))
                .hasSize(3)
                .allSatisfy(bytes -> assertThat(Integer.parseInt(bytes)).isLessThan(400));
        assertThat(chronicle.journal.readForward(Selection.all(), Position.START, 10))
                .allSatisfy(entry -> assertThat(entry.payload().sizeBytes()).isLessThan(400));
        List<String> hashes = models.read(tables -> tables.fetch(
                        "SELECT json_extract(record, '$.text.$blob') FROM agent.agent_record WHERE large = '[\"/text\"]'")
                .getValues(0, String.class));
        assertThat(hashes).hasSize(2).containsOnly(hashes.getFirst());
        assertThat(chronicle.journal.blobs().read(Sha256.parse(hashes.getFirst())))
                .hasValueSatisfying(content -> assertThat(content.sizeBytes()).isEqualTo(LONG.length() + 2));
        assertThat(List.of(text(models, "m1"), text(models, "m2"), text(models, "m3")))
                .containsExactly(LONG, LONG, "short");
        List<Integer> sizes =
                models.read(tables -> tables.fetch("SELECT size_bytes FROM agent.memory_snapshots ORDER BY id")
                        .getValues(0, Integer.class));
        assertThat(sizes).containsExactly(LONG.length(), LONG.length(), 5);
    }

    @Test
    void a_row_refers_to_what_is_large_for_as_long_as_the_record_has_it() {
        ReadModels models = open("revised");
        var written = chronicle.append(memory("m1", "text", '"' + LONG + '"', "agent_id", "\"a1\""));
        models.catchUp();
        chronicle.append(new MemoryEvent.Revised("m1", set("tags", "[\"a\"]"), List.of(), Optional.empty()));
        assertThat(text(models, "m1")).isEqualTo(LONG);

        chronicle.append(new MemoryEvent.Revised("m1", set("text", "\"short\""), List.of(), Optional.empty()));
        assertThat(text(models, "m1")).isEqualTo("short");
        assertThat(row(models, "agent_record").get("large")).isNull();

        chronicle.rollBackTo(written);
        assertThat(text(models, "m1")).isEqualTo(LONG);
        String live = models.tableHash("agent");
        models.rebuild(List.of("agent"), _ -> {});
        assertThat(models.tableHash("agent")).isEqualTo(live);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_looks_like_a_reference_is_none_and_what_is_looked_up_by_stays() {
        ReadModels models = open("alike");
        String alike = "{\"$blob\":\"" + "0".repeat(64) + "\",\"as\":\"json\"}";
        chronicle.append(memory("m1", "$blob", alike, "content", alike, "agent_id", '"' + LONG + '"'));

        models.catchUp();
        assertThat(new AgentQueries(models::read).record(Kind.MEMORY, "m1").orElseThrow())
                .isEqualTo(JsonText.tree(
                        new Json("{\"$blob\":%s,\"content\":%s,\"agent_id\":\"%s\"}".formatted(alike, alike, LONG))));
        assertThat(row(models, "memory_snapshots").get("agent_id")).isEqualTo(LONG);
    }

    @Test
    void an_item_has_its_large_values_in_its_own_record_alone() {
        ReadModels models = open("item");
        chronicle.append(new ItemEvent.Recorded(
                new ItemId("hive.log", "hive.log/1", ""),
                new Json("{\"logger\":\"pool\",\"message\":\"%s\"}".formatted(LONG)),
                Optional.empty()));

        assertThat(row(models, "events").intoMap())
                .containsEntry("event_type", "pool")
                .containsEntry("message", null);
    }

    static Stream<String[]> indexes() throws Exception {
        return INDEX
                .matcher(Files.readString(Path.of("projections/agent/schema.sql")))
                .results()
                .map(it -> new String[] {it.group(1), it.group(2), it.group(3)})
                .toList()
                .stream();
    }

    @Test
    void the_document_asks_for_fifteen_indexes() throws Exception {
        assertThat(indexes()).hasSize(15);
    }

    @ParameterizedTest
    @MethodSource("indexes")
    void a_question_for_what_belongs_to_something_uses_its_index(String index, String table, String column) {
        String plan = open("plans")
                .read(tables -> tables.fetch(
                                "EXPLAIN QUERY PLAN SELECT * FROM agent.%s WHERE %s = 'x'".formatted(table, column))
                        .getValues("detail", String.class)
                        .toString());
        assertThat(plan).contains("USING INDEX " + index);
    }

    @Test
    void tasks_that_may_be_claimed_are_read_in_the_order_of_their_index() {
        ReadModels models = open("ready");
        var plans = new QueryPlans(models);
        new ReadyTasks(plans).page(Chronicle.START, Optional.empty(), 20);
        assertThat(plans.plans())
                .singleElement()
                .satisfies(plan ->
                        assertThat(plan).contains("USING INDEX tasks_to_claim").doesNotContain("TEMP B-TREE"));
    }

    @Test
    void how_it_stands_is_counted_from_indexes_alone() {
        ReadModels models = open("counts");
        var plans = new QueryPlans(models);

        AgentSummaries.tasks(plans, Chronicle.START);
        AgentSummaries.messages(plans, Chronicle.START);

        assertThat(plans.plans())
                .hasSize(7)
                .allSatisfy(plan -> assertThat(plan).containsAnyOf("USING COVERING INDEX", "USING INDEX agent_spread"));
    }
}
