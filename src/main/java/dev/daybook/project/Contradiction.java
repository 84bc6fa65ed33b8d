package dev.daybook.project;

import dev.daybook.query.Consistency.Item;
import dev.daybook.query.ConsistencyQueries.Check;
import java.util.List;

/** What is known of projects and cannot be all true: caches that were imported say so, or a refresh was broken off. */
final class Contradiction {

    static final List<Check> CHECKS = List.of(
            check(
                    "moved-nowhere",
                    "has moved to where no project is known",
                    "SELECT path FROM project p WHERE state = 'moved'"
                            + " AND NOT EXISTS (SELECT 1 FROM project t WHERE t.path = p.moved_to) ORDER BY path"),
            check(
                    "part-of-what-is-gone",
                    "is there and belongs to a project that is not",
                    "SELECT p.path FROM project p JOIN project o ON o.path = p.part_of"
                            + " WHERE p.state = 'present' AND o.state <> 'present' ORDER BY p.path"),
            check(
                    "projects-lost",
                    "had more projects below it when it was looked through than are known now",
                    "SELECT path FROM scan_root r WHERE repositories > (SELECT count(*) FROM project p"
                            + " WHERE p.path = r.path OR (p.path > r.path || '/' AND p.path < r.path || '0'"
                            + ")) ORDER BY path"));

    private static Check check(String name, String message, String question) {
        return new Check(question, row -> new Item(name, "project/" + row.get(0, String.class), false, message));
    }

    private Contradiction() {}
}
