package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who depends on whom in the whole tree: finds what can never be satisfied. For one thread. */
final class Dependencies {

    /** {@code from} depends on {@code to}; {@code file} says so at {@code where}. */
    record Edge(String from, String to, String file, String where) {}

    private final Map<String, List<Edge>> edges = new LinkedHashMap<>();

    void add(String sbi, List<Edge> its) {
        edges.put(sbi, its);
    }

    /** Tells of dependencies on nothing, on oneself, and in a circle. */
    void check(Results results) {
        Map<String, String> circles = circles();
        for (Edge it : edges.values().stream().flatMap(List::stream).toList()) {
            if (it.from().equals(it.to())) {
                results.warn(it.file(), it.where(), "CYCLE", "%s depends on itself", it.from());
            } else if (!edges.containsKey(it.to())) {
                results.warn(
                        it.file(), it.where(), "DANGLING_REF", "depends on %s, which is not in this tree", it.to());
            } else if (String.valueOf(circles.get(it.from())).equals(circles.get(it.to()))) {
                results.warn(it.file(), it.where(), "CYCLE", "%s and %s depend on each other", it.from(), it.to());
            }
        }
    }

    private record Visit(String sbi, boolean ends) {}

    /**
     * Returns for each SBI one of those that depend on it and that it depends on, the same for all of them: Kosaraju's
     * strongly connected components, with a stack of its own, for chains may be thousands long.
     */
    private Map<String, String> circles() {
        var ended = new ArrayDeque<String>();
        var seen = new HashSet<String>();
        var path = new ArrayDeque<Visit>();
        for (String start : edges.keySet()) {
            path.push(new Visit(start, false));
            while (!path.isEmpty()) {
                Visit at = path.pop();
                if (at.ends()) {
                    ended.push(at.sbi());
                } else if (edges.containsKey(at.sbi()) && seen.add(at.sbi())) {
                    path.push(new Visit(at.sbi(), true));
                    edges.get(at.sbi()).forEach(edge -> path.push(new Visit(edge.to(), false)));
                }
            }
        }
        Map<String, List<Edge>> back =
                edges.values().stream().flatMap(List::stream).collect(Collectors.groupingBy(Edge::to));
        var circles = new HashMap<String, String>();
        var open = new ArrayDeque<String>();
        for (String start : ended) {
            open.push(start);
            while (!open.isEmpty()) {
                String at = open.pop();
                if (circles.putIfAbsent(at, start) == null) {
                    back.getOrDefault(at, List.of()).forEach(edge -> open.push(edge.from()));
                }
            }
        }
        return circles;
    }
}
