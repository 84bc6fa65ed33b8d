package dev.daybook.code.parsing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the queries of a language ask for. A node is held only against those queries that begin with its symbol;
 * several ways in which one of them fits are several matches, as tree-sitter has it. For one thread.
 */
final class QueryMatches {

    private static final List<QueryStep> NONE = List.of();

    private final TreeSitter language;
    private final List<List<QueryStep>> bySymbol = new ArrayList<>();
    private final List<QueryStep> ofErrors = new ArrayList<>();

    QueryMatches(List<QueryStep> queries, TreeSitter language) {
        this.language = language;
        for (QueryStep query : queries) {
            if (query.choices().isEmpty()) {
                add(query.symbol(), query);
            } else {
                query.choices().forEach(choice -> add(choice.symbol(), query));
            }
        }
    }

    private void add(int symbol, QueryStep query) {
        if (symbol == SourceNodes.ERROR) {
            ofErrors.add(query);
            return;
        }
        while (bySymbol.size() <= symbol) {
            bySymbol.add(new ArrayList<>());
        }
        bySymbol.get(symbol).add(query);
    }

    private List<QueryStep> of(int symbol) {
        return symbol == SourceNodes.ERROR ? ofErrors : symbol < bySymbol.size() ? bySymbol.get(symbol) : NONE;
    }

    /** Returns all matches, in the order in which their last nodes begin. */
    List<Found> in(SourceNodes nodes) {
        var search = new Search(nodes);
        for (int node = 0; node < nodes.size(); node++) {
            List<QueryStep> queries = of(nodes.symbol(node));
            for (int i = 0; i < queries.size(); i++) { // without an iterator: most nodes have none
                search.step(queries.get(i), node, null);
            }
        }
        search.all.sort(Comparator.comparingInt(Match::last)); // those of one node stay as they are
        return search.all.stream().map(Match::found).toList();
    }

    /** What is still to be found: the steps from one on, in another node, from one of the nodes in that on. */
    private record Rest(
            List<QueryStep> steps,
            int step,
            int from,
            int around,
            @Nullable Rest outer) {}

    private record Match(Found found, int last) {}

    private final class Search {
        private final SourceNodes nodes;
        private final List<Match> all = new ArrayList<>();
        private final List<Found.Node> captured = new ArrayList<>();
        private int last;

        Search(SourceNodes nodes) {
            this.nodes = nodes;
        }

        /** Holds a node against a step; where it fits goes on with the rest. */
        void step(QueryStep step, int node, @Nullable Rest rest) {
            if (step.choices().isEmpty() && !fits(step, node)) {
                return;
            }
            int before = captured.size();
            for (String capture : step.captures()) {
                captured.add(new Found.Node(capture, nodes.start(node), nodes.end(node)));
            }
            if (!step.choices().isEmpty()) {
                for (QueryStep choice : step.choices()) {
                    step(choice, node, rest);
                }
            } else {
                last = node;
                parts(step.parts(), 0, node + 1, node, rest);
            }
            captured.subList(before, captured.size()).clear();
        }

        private boolean fits(QueryStep step, int node) {
            return isOf(step, nodes.symbol(node)) && (step.without().isEmpty() || !hasOne(step.without(), node));
        }

        private boolean isOf(QueryStep step, int symbol) {
            return step.symbol() == symbol || (step.symbol() == QueryStep.ANY && language.isNamed(symbol));
        }

        private boolean hasOne(List<Integer> fields, int node) {
            for (int part = node + 1; part < nodes.behind(node); part = nodes.behind(part)) {
                if (fields.contains(nodes.field(part))) {
                    return true;
                }
            }
            return false;
        }

        /** Finds the steps from one on among what stands in a node, in all ways that differ in what is captured. */
        private void parts(List<QueryStep> steps, int at, int from, int around, @Nullable Rest outer) {
            if (at == steps.size()) {
                rest(outer);
                return;
            }
            QueryStep step = steps.get(at);
            int matches = all.size();
            for (int part = from; part < nodes.behind(around); part = nodes.behind(part)) {
                boolean wanted = (step.field() == 0 || step.field() == nodes.field(part))
                        && (!step.choices().isEmpty() || isOf(step, nodes.symbol(part)))
                        && (!step.last() || isLast(part, around));
                if (wanted) {
                    step(step, part, new Rest(steps, at + 1, nodes.behind(part), around, outer));
                }
                boolean enough = step.immediate()
                        ? language.isNamed(nodes.symbol(part))
                        : !step.isCaptured() && all.size() > matches;
                if (enough) {
                    break;
                }
            }
            if (step.optional() && all.size() == matches) {
                parts(steps, at + 1, from, around, outer);
            }
        }

        private boolean isLast(int part, int around) {
            for (int next = nodes.behind(part); next < nodes.behind(around); next = nodes.behind(next)) {
                if (language.isNamed(nodes.symbol(next))) {
                    return false;
                }
            }
            return true;
        }

        private void rest(@Nullable Rest rest) {
            if (rest == null) {
                all.add(new Match(new Found(List.copyOf(captured)), last));
            } else {
                parts(rest.steps(), rest.step(), rest.from(), rest.around(), rest.outer());
            }
        }
    }
}
