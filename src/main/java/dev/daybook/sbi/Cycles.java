package dev.daybook.sbi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which tasks may wait for themselves, in time that grows with the number of dependencies. */
final class Cycles {

    /** @param to what {@code from} depends on */
    record Edge(String from, String to) {}

    private Cycles() {}

    /**
     * Returns the tasks in cycles, and those on the way from one to another: what is left once those are taken away that
     * depend on nothing that is left, and those on which nothing that is left depends.
     */
    static Set<String> among(List<Edge> edges) {
        Set<String> left = new HashSet<>();
        edges.forEach(edge -> left.addAll(List.of(edge.from(), edge.to())));
        trim(left, edges, false);
        trim(left, edges, true);
        return left;
    }

    private static void trim(Set<String> left, List<Edge> edges, boolean turned) {
        Map<String, List<String>> before = new HashMap<>();
        Map<String, Integer> ahead = new HashMap<>();
        for (Edge edge : edges) {
            String from = turned ? edge.to() : edge.from();
            String to = turned ? edge.from() : edge.to();
            if (left.contains(from) && left.contains(to)) {
                before.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
                ahead.merge(from, 1, Integer::sum);
            }
        }
        var ends = new ArrayDeque<String>();
        left.stream().filter(task -> !ahead.containsKey(task)).forEach(ends::add);
        while (!ends.isEmpty()) {
            String end = ends.remove();
            left.remove(end);
            for (String task : before.getOrDefault(end, List.of())) {
                if (ahead.merge(task, -1, Integer::sum) == 0) {
                    ends.add(task);
                }
            }
        }
    }
}
