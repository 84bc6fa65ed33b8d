package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who depends on whom in the whole tree: finds what can never be satisfied. For one thread. */
final class Dependencies {

    /** {@code from} depends on {@code to}; {@code file} says so at {@code where}. */
    record Edge(String from, String to, String file, String where) {}

    private final Map<String, List<Edge>> edges = new HashMap<>();
    private final Map<String, Integer> component = new HashMap<>();
    private final List<Edge> inOrder = new ArrayList<>();
    private final Map<String, Visit> visits = new HashMap<>();
    private final ArrayDeque<Visit> open = new ArrayDeque<>();
    private int components;

    void add(String sbi, List<Edge> its) {
        edges.put(sbi, its);
        inOrder.addAll(its);
    }

    /** Tells of dependencies on nothing, on oneself, and in a circle. */
    void check(Results reader) {
        for (String sbi : edges.keySet()) {
            if (!component.containsKey(sbi)) {
                connect(sbi);
            }
        }
        for (Edge it : inOrder) {
            if (it.from().equals(it.to())) {
                reader.warn(it.file(), it.where(), "CYCLE", "%s depends on itself", it.from());
            } else if (!edges.containsKey(it.to())) {
                reader.warn(it.file(), it.where(), "DANGLING_REF", "depends on %s, which is not in this tree", it.to());
            } else if (component.getOrDefault(it.from(), -1).equals(component.get(it.to()))) {
                reader.warn(it.file(), it.where(), "CYCLE", "%s and %s depend on each other", it.from(), it.to());
            }
        }
    }

    private static final class Visit {
        final String sbi;
        final int index;
        int low;
        int next;

        Visit(String sbi, int index) {
            this.sbi = sbi;
            this.index = index;
            this.low = index;
        }
    }

    /** Tarjan's strongly connected components, with a stack of its own: chains may be thousands long. */
    private void connect(String start) {
        var path = new ArrayDeque<Visit>();
        path.push(enter(start));
        while (!path.isEmpty()) {
            Visit at = path.element();
            List<Edge> its = edges.getOrDefault(at.sbi, List.of());
            if (at.next < its.size()) {
                String to = its.get(at.next++).to();
                Visit seen = visits.get(to);
                if (seen == null && edges.containsKey(to)) {
                    path.push(enter(to));
                } else if (seen != null && !component.containsKey(to)) {
                    at.low = Math.min(at.low, seen.index);
                }
            } else {
                path.pop();
                if (!path.isEmpty()) {
                    path.element().low = Math.min(path.element().low, at.low);
                }
                leave(at);
            }
        }
    }

    private Visit enter(String sbi) {
        var visit = new Visit(sbi, visits.size());
        visits.put(sbi, visit);
        open.push(visit);
        return visit;
    }

    private void leave(Visit root) {
        if (root.low != root.index) {
            return;
        }
        Visit member;
        do {
            member = open.pop();
            component.put(member.sbi, components);
        } while (!member.sbi.equals(root.sbi));
        components++;
    }
}
