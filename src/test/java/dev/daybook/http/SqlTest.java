package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.operation.Operation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions in SQL over the read models. */
class SqlTest {

    private static final String SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

    @TempDir
    private static Path folder;

    private static Fixture service;
    private static Caller caller;

    @BeforeAll
    static void open() {
        service = new Fixture(folder);
        caller = service.caller;
        caller.post("/sbis", "{\"title\":\"One\"}").is(201);
        caller.post("/sbis", "{\"title\":\"Rotate %s\"}".formatted(SECRET)).is(201);
        long last = caller.put("/config/sql.titles", "{\"value\":\"SELECT title FROM sbi ORDER BY title\"}")
                .position();
        caller.get("/sbis?after=%d&wait=10s".formatted(last)).is(200);
    }

    @AfterAll
    static void close() {
        service.close();
    }

    private static Reply ask(String sql) {
        return caller.get("/sql?q=" + Operation.encoded(sql));
    }

    @Test
    void a_select_is_answered_row_by_row_and_secrets_are_masked() {
        JsonNode answer = ask("SELECT title, status, 1 AS n FROM sbi ORDER BY title")
                .is(200)
                .json();
        assertThat(answer.at("/items/0").toString()).isEqualTo("{\"title\":\"One\",\"status\":\"READY\",\"n\":1}");
        assertThat(answer.at("/items/1/title").asText()).contains("[masked").doesNotContain(SECRET);
        assertThat(answer.path("more").asBoolean(true)).isFalse();
        assertThat(caller.get("/sql?rows=1&q=SELECT%20id%20FROM%20sbi")
                        .json()
                        .path("more")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void nothing_can_be_written_or_opened_by_it_and_it_ends_by_itself() {
        for (String sql : List.of(
                "DELETE FROM sbi",
                "SELECT 1; DELETE FROM sbi",
                "ATTACH 'x.db' AS x",
                "PRAGMA query_only = OFF",
                "WITH a AS (SELECT 1) DELETE FROM sbi",
                "WITH a AS (SELECT 1) INSERT INTO sbi (id) SELECT * FROM a",
                "SELECT nothing FROM sbi",
                "SELECT load_extension('x')",
                "SELECT zeroblob(100000000)")) {
            Reply refused = ask(sql);
            assertThat(refused.status()).as(sql).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/q");
        }
        assertThat(caller.get("/sbis").json().path("items")).hasSize(2);
    }

    @Test
    void one_that_is_kept_is_asked_by_its_name_and_without_one_the_tables_are_told() {
        assertThat(caller.get("/sql?saved=titles").is(200).json().path("items")).hasSize(2);
        caller.get("/sql?saved=none").isProblem(404, "not-found");
        assertThat(caller.get("/sql").is(200).json().path("items"))
                .anyMatch(table -> table.path("table").asText().equals("sbi")
                        && table.path("columns").asText().contains("title"))
                .anyMatch(table -> table.path("table").asText().equals("audit_log"));
    }

    @Test
    void only_whoever_may_do_all_may_ask() {
        Caller writer = caller.as("writer", "write");
        writer.get("/sql?q=SELECT%201").is(403);
        writer.page("/sql").is(403);
        assertThat(caller.page("/sql?q=SELECT%20title%20FROM%20sbi").is(200).text())
                .contains("One", "<textarea");
    }
}
