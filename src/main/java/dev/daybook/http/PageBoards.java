package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.page.Asked;
import dev.daybook.page.Boards;
import dev.daybook.page.Page;
import dev.daybook.page.Site;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows lists as boards: each column is the list of those in one state, asked as whoever looks. */
final class PageBoards {

    private final PageRoutes pages;
    private final Site site;
    private final Boards boards;

    PageBoards(PageRoutes pages, Site site) {
        this.pages = pages;
        this.site = site;
        this.boards = new Boards(site);
    }

    void mount(Routes routes) {
        for (Operation<?, ?> list : site.boards()) {
            Drawing.Board board = Boards.board(list).orElseThrow();
            routes.page(
                    "GET",
                    Boards.PATH + list.path(),
                    () -> PageRoutes.form(RouteForm.of(list, false), "Board"),
                    request -> board(list, board, request));
        }
    }

    private Answer board(Operation<?, ?> list, Drawing.Board board, Request request) throws Exception {
        Asked here = PageRoutes.asked(request);
        long posted = pages.posted();
        Map<String, JsonNode> columns = new LinkedHashMap<>();
        var asked = new Asked(here.path().substring(Boards.PATH.length()), here.variables(), here.query());
        for (String state : board.states()) {
            String some = asked.with(board.state(), state) + "&limit=" + Boards.CARDS_MAX;
            columns.put(state, JsonOutput.read(pages.ask(request, some).bytes()));
        }
        Page page = boards.of(
                list, asked, columns, change -> request.caller().role().covers(change.role()));
        return pages.html(request, 200, asked.isNow() ? page.alive(posted) : page, here.path(), "");
    }
}
