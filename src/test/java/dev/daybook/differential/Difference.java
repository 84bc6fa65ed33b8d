package dev.daybook.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A line that one program gives and the other does not. */
record Difference(String tree, String aspect, char side, String line) {

    static final char BEFORE = '-';
    static final char NOW = '+';
    private static final long TABLE_MAX = 16_000_000;

    /** What is said once for each batch of files that a watch has found, however many batches there are. */
    private static final Pattern BATCHES = Pattern.compile(
            "\"entity_?[tT]ype\":\"import\"|\"stream\":\"import/|file\\.framed|sbi\\.journal-entry-recorded|session\\.claimed");

    /** Where watches and commands write to one stream, each gets the next number. */
    private static final Pattern REVISION = Pattern.compile("(\"(?:revision|events)\":)\\d+");

    @Override
    public String toString() {
        return "%s %s: %s %s".formatted(tree, aspect, side, line);
    }

    /** Returns whether the order of the lines says nothing. */
    private static boolean isSet(String aspect) {
        return aspect.startsWith("table-") || aspect.endsWith("-set");
    }

    static List<Difference> between(String tree, Observed before, Observed now) {
        return between(tree, before, now, Allowed.NOTHING);
    }

    /** Returns the differences that are not wanted. */
    static List<Difference> between(String tree, Observed before, Observed now, Allowed allowed) {
        var differences = new ArrayList<Difference>();
        var aspects = new TreeSet<>(before.aspects().keySet());
        aspects.addAll(now.aspects().keySet());
        for (String aspect : aspects) {
            Map<String, Integer> counts = counts(
                    before.aspects().getOrDefault(aspect, List.of()),
                    now.aspects().getOrDefault(aspect, List.of()));
            compare(
                    lines(before, aspect, counts, allowed),
                    lines(now, aspect, counts, Allowed.NOTHING),
                    (side, line) -> differences.add(new Difference(tree, aspect, side, line)));
        }
        differences.removeIf(it -> !allowed.forbids(it));
        return differences;
    }

    /** Returns how much oftener each line stands on the left. */
    private static Map<String, Integer> counts(List<String> left, List<String> right) {
        var counts = new HashMap<String, Integer>();
        left.forEach(it -> counts.merge(it, 1, Integer::sum));
        right.forEach(it -> counts.merge(it, -1, Integer::sum));
        return counts;
    }

    /** What is alike as it stands needs no second look. */
    private static List<String> lines(Observed observed, String aspect, Map<String, Integer> counts, Allowed allowed) {
        var normal = new Normal(observed.fromMs(), observed.untilMs());
        var lines = observed.aspects().getOrDefault(aspect, List.of()).stream()
                .map(it -> counts.getOrDefault(it, 0) == 0 ? it : allowed.renewed(aspect, normal.line(it)));
        if (aspect.contains("followed") || aspect.contains("moved")) {
            lines = lines.filter(it -> !BATCHES.matcher(it).find())
                    .map(it -> REVISION.matcher(it).replaceAll("$1<revision>"));
        }
        return (isSet(aspect) ? lines.sorted().distinct() : lines).toList();
    }

    private interface Found {
        void add(char side, String line);
    }

    private static void compare(List<String> before, List<String> now, Found found) {
        int from = 0;
        while (from < before.size() && from < now.size() && before.get(from).equals(now.get(from))) {
            from++;
        }
        int a = before.size();
        int b = now.size();
        while (a > from && b > from && before.get(a - 1).equals(now.get(b - 1))) {
            a--;
            b--;
        }
        List<String> left = before.subList(from, a);
        List<String> right = now.subList(from, b);
        if ((long) left.size() * right.size() <= TABLE_MAX) {
            aligned(left, right, found);
        } else {
            counted(left, right, found);
        }
    }

    /** The fewest lines that differ, by the longest common subsequence. */
    private static void aligned(List<String> left, List<String> right, Found found) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                i++;
                j++;
            } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
                found.add(BEFORE, left.get(i++));
            } else {
                found.add(NOW, right.get(j++));
            }
        }
    }

    /** Very many lines: which ones there are on one side only; if none, the first that stands elsewhere. */
    private static void counted(List<String> left, List<String> right, Found found) {
        var counts = counts(left, right);
        boolean any = false;
        for (var it : counts.entrySet()) {
            if (it.getValue() != 0) {
                any = true;
                found.add(it.getValue() > 0 ? BEFORE : NOW, it.getKey());
            }
        }
        if (!any) {
            found.add(BEFORE, left.getFirst());
            found.add(NOW, right.getFirst());
        }
    }
}
