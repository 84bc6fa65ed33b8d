package dev.daybook.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryLinesTest {

    @Test
    void a_change_has_its_fields_below_it_and_of_long_texts_the_lines() {
        var change = JsonText.tree(new Json("""
                {"position":7,"timestamp":"2026-01-31T12:00:00Z","actor":"ada","action":"sbi.reset","undone":true,\
                "undoneBy":9,"changed":["status","holder","spec","labels"],"before":{"status":"WIP","holder":"bob",\
                "spec":"a"},"after":{"status":"READY","spec":"b","labels":[]},"diffs":{"spec":"@@ -1 +1 @@\\n-a\\n+b\\n"}}
                """.strip()));

        assertThat(HistoryLines.of(List.of(change)))
                .containsExactly(
                        "7  2026-01-31T12:00:00Z  ada  sbi.reset  (undone by 9)",
                        "  status: WIP → READY",
                        "  holder: bob → none",
                        "  spec:",
                        "    @@ -1 +1 @@",
                        "    -a",
                        "    +b",
                        "");
    }
}
