package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Hit;
import dev.daybook.query.SearchCounts;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/** Full text. */
final class SearchOperations {

    // Not characters of any text: what is marked can be told from what was found.
    private static final String BEFORE = "\uE000";
    private static final String AFTER = "\uE001";
    private static final String ANSI_BOLD = "\u001B[1m";
    private static final String ANSI_PLAIN = "\u001B[0m";

    private record Sought(
            @Says(
                    value = "words that must all occur; \"in quotes\" a phrase, a* what begins so, -word not, a OR b",
                    label = "TEXT",
                    min = 1,
                    max = 500,
                    like = "retry worker")
            String q,

            @Says(
                    value = "only this kind of thing",
                    words = {
                        "sbi",
                        "plan",
                        "session",
                        "item",
                        "project",
                        "directory",
                        "repository",
                        "agent",
                        "task",
                        "message",
                        "context",
                        "memory"
                    },
                    like = "sbi")
            Optional<String> kind,

            @Says(value = "only tasks of this status", max = 40, like = "DONE")
            Optional<String> status,

            @Says(value = "only things with this label", max = 64, like = "backend")
            Optional<String> label,

            @Says(
                    value = "how the snippet marks what matched: as HTML, for terminals, or not",
                    words = {"html", "ansi", "none"},
                    standard = "html")
            String mark) {
        SearchRequest request(Optional<String> cursor, int limit) {
            return new SearchRequest(q, kind, status, label, cursor, limit, BEFORE, AFTER);
        }
    }

    private record Counted(
            @Says(
                    value = "words that must all occur, as search takes them",
                    label = "TEXT",
                    min = 1,
                    max = 500,
                    like = "retry")
            String q) {}

    static final String READ_MODEL = "search";

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "search",
            "Full text.",
            List.of(
                    Operation.<Counted, Ground>reads("", "countFound", "GET /search/counts", Counted.class)
                            .says("How much of what is found is of which kind, and how it stands.")
                            .from(READ_MODEL)
                            .answers(
                                    "SearchCounts",
                                    SearchCounts.class,
                                    (counted, call, ground) -> Outcome.shown(new SearchQueries(ground.reads(READ_MODEL))
                                            .of(call.origin())
                                            .counts(counted.q()))),
                    Operation.<Sought, Ground>reads("search", "search", "GET /search", Sought.class)
                            .says(
                                    "Finds tasks, executions, notes, plans, sessions, items, projects, directories and repositories by their words, best first.",
                                    "Words must all occur; \"in quotes\" as a phrase; a* stands for what begins so; -word must not occur.",
                                    "A word that very many documents have ranks those first that have it in their title or a label, then the newest.")
                            .from(READ_MODEL)
                            .paged()
                            .ofProjects(SearchOperations::thing)
                            .columns(new Column("id", SearchOperations::thing, Column.Holds.THING, ""))
                            .columns("title")
                            .columns(new Column(
                                    "found", row -> row.path("snippet").asText(), Column.Holds.MARKED, ""))
                            .columns("part", "status")
                            .called(
                                    commandForm -> commandForm
                                            .words("q")
                                            .instead("mark", "none")
                                            .limit(20)
                                            .ifNone(
                                                    "nothing found: fewer words, or the beginning of one with a star (retr*), find more"))
                            .lists(
                                    "Hit",
                                    Hit.class,
                                    (sought, call, ground) -> new SearchQueries(ground.reads(READ_MODEL))
                                            .of(call.origin())
                                            .search(sought.request(call.cursor(), call.limit()))
                                            .map(hit -> marked(hit, sought.mark())))));

    private static String thing(JsonNode row) {
        return row.path("kind").asText() + "/" + row.path("id").asText();
    }

    private static Hit marked(Hit hit, String mark) {
        String snippet = switch (mark) {
            case "html" -> marks(escaped(hit.snippet()), "<mark>", "</mark>");
            case "ansi" -> marks(hit.snippet(), ANSI_BOLD, ANSI_PLAIN);
            default -> marks(hit.snippet(), "", "");
        };
        return new Hit(hit.kind(), hit.id(), hit.part(), hit.title(), hit.status(), snippet, hit.score());
    }

    private static String marks(String snippet, String before, String after) {
        return snippet.replace(BEFORE, before).replace(AFTER, after);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private SearchOperations() {}
}
