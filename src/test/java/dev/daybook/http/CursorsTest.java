package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.query.NameCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cursors of lists that a caller has made up, or taken from another list. */
class CursorsTest {

    /** What a list cannot do without. */
    private static final Map<String, String> WANTED = Map.of("/search", "q=word&", "/memories/search", "q=word&");

    @TempDir
    private Path folder;

    @Test
    void a_cursor_that_is_none_of_a_list_is_refused_and_not_taken_for_its_end() {
        try (var house = new Fixture(folder)) {
            List<String> lists = lists(house.caller.get("/openapi.json").is(200).json());
            assertThat(lists).contains("/sbis", "/migrations", "/tokens", "/follows", "/nodes", "/audit");
            for (String list : lists) {
                for (String cursor : List.of("zz", NameCursor.of("others", "a"))) {
                    Reply reply =
                            house.caller.get("%s?%scursor=%s".formatted(list, WANTED.getOrDefault(list, ""), cursor));
                    assertThat(reply.status()).as("%s of %s", cursor, list).isIn(400, 422);
                    assertThat(reply.text()).as(list).contains("/cursor");
                }
            }
        }
    }

    /** Returns the lists that have pages and belong to no single thing. */
    private static List<String> lists(JsonNode contract) {
        var lists = new ArrayList<String>();
        contract.path("paths").properties().forEach(path -> {
            boolean isPaged = path.getValue()
                    .path("get")
                    .path("parameters")
                    .valueStream()
                    .anyMatch(parameter -> parameter.path("$ref").asText().endsWith("/cursor"));
            if (isPaged && path.getKey().indexOf('{') < 0) {
                lists.add(path.getKey());
            }
        });
        return lists;
    }
}
