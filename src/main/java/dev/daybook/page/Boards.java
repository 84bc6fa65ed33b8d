package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.operation.Drawing.Board;
import dev.daybook.operation.Drawing.Move;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Section.Card;
import dev.daybook.page.Section.Pile;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Lists as cards in columns by their state. */
public final class Boards {

    /** Below it stands the path of each list that has a board. */
    public static final String PATH = "/board";

    /** As many cards a column has at most. */
    public static final int CARDS_MAX = 25;

    private final Site site;
    private final Views views;

    public Boards(Site site) {
        this.site = site;
        this.views = new Views(site);
    }

    /** Returns how the items of an operation are cards, if they are. */
    public static Optional<Board> board(Operation<?, ?> operation) {
        return operation.drawings().stream()
                .filter(Board.class::isInstance)
                .map(Board.class::cast)
                .findFirst();
    }

    /**
     * Returns the board of a list.
     *
     * @param asked the list, without a state
     * @param answers what is in each column, by its state
     * @param may what whoever looks may do
     */
    public Page of(Operation<?, ?> list, Asked asked, Map<String, JsonNode> answers, Predicate<Operation<?, ?>> may) {
        Board board = board(list).orElseThrow();
        List<Pile> piles = board.states().stream()
                .map(state -> {
                    JsonNode answer = answers.getOrDefault(state, MissingNode.getInstance());
                    return new Pile(
                            state,
                            asked.with(board.state(), state),
                            answer.hasNonNull("next"),
                            answer.path("items")
                                    .valueStream()
                                    .map(item -> card(list, asked, state, item, may))
                                    .toList());
                })
                .toList();
        return Page.of(
                        site.titles().of(list, asked.variables()) + " by " + board.state(),
                        list.says().stream().findFirst().orElse(""),
                        List.of(new Section.Board(piles)))
                .with(List.of(new Link("As a list", asked.address(), false)), List.of(), List.of(), "");
    }

    private Card card(Operation<?, ?> list, Asked asked, String state, JsonNode item, Predicate<Operation<?, ?>> may) {
        Board board = board(list).orElseThrow();
        var moves = new ArrayList<Link>();
        for (String to : board.states()) {
            Move move = board.moves().get(to);
            if (move != null && !to.equals(state)) {
                site.form(move.operation())
                        .filter(may)
                        .ifPresent(form -> moves.add(new Link(to, address(form, move, asked, item), false)));
            }
        }
        return new Card(
                item.at(board.title()).asText(),
                site.item(list, asked.variables(), item),
                views.facts(board.tells(), item).facts(),
                moves);
    }

    /** Returns the form of a move, with all that is known of what it wants. */
    private static String address(Operation<?, ?> form, Move move, Asked asked, JsonNode item) {
        var values = new HashMap<String, String>();
        for (Argument argument : form.given(Place.PATH)) {
            String name = argument.name();
            values.put(
                    name, asked.variables().getOrDefault(name, item.path(name).asText()));
        }
        values.putAll(move.values());
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(value -> value.getKey() + "=" + Operation.encoded(value.getValue()))
                .collect(Collectors.joining("&", Forms.PATH + form.id() + "?", ""));
    }
}
