package dev.daybook.http;

import dev.daybook.query.Hit;
import dev.daybook.query.Page;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import java.util.Optional;

/** Full text. */
final class SearchRoutes {

    private static final String READ_MODEL = "search";

    // Not characters of any text: what is marked can be told from what was found.
    private static final String BEFORE = "\uE000";
    private static final String AFTER = "\uE001";
    private static final String ANSI_BOLD = "\u001B[1m";
    private static final String ANSI_PLAIN = "\u001B[0m";

    private final SearchQueries queries;
    private final Reading reading;

    SearchRoutes(SearchQueries queries, Reading reading) {
        this.queries = queries;
        this.reading = reading;
    }

    void mount(Routes on) {
        on.get("/search", this::search);
    }

    private Answer search(Request request) {
        String mark = request.text("mark").orElseThrow();
        return reading.page(
                request, READ_MODEL, (cursor, limit) -> ask(request, cursor, limit), hit -> marked(hit, mark));
    }

    private Page<Hit> ask(Request request, Optional<String> cursor, int limit) {
        return queries.search(new SearchRequest(
                request.text("q").orElseThrow(),
                request.text("kind"),
                request.text("status"),
                request.text("label"),
                cursor,
                limit,
                BEFORE,
                AFTER));
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
}
