package dev.daybook.cli;

import java.util.ArrayList;
import java.util.List;

/** What changes in a file that is changed in one place, as people read it. */
final class LineDiff {

    private static final int AROUND = 3;

    private LineDiff() {}

    /** Returns the lines of a unified diff; none if nothing changes. */
    static List<String> of(String file, String before, String after) {
        List<String> old = before.lines().toList();
        List<String> anew = after.lines().toList();
        int same = 0;
        while (same < Math.min(old.size(), anew.size()) && old.get(same).equals(anew.get(same))) {
            same++;
        }
        int behind = 0;
        while (behind < Math.min(old.size(), anew.size()) - same
                && old.get(old.size() - 1 - behind).equals(anew.get(anew.size() - 1 - behind))) {
            behind++;
        }
        if (old.equals(anew)) {
            return List.of();
        }
        int from = Math.max(0, same - AROUND);
        int around = Math.min(AROUND, behind);
        var lines = new ArrayList<String>();
        lines.add("--- " + file);
        lines.add("+++ " + file);
        lines.add("@@ -%s +%s @@"
                .formatted(
                        span(from, old.size() - behind + around - from),
                        span(from, anew.size() - behind + around - from)));
        old.subList(from, same).forEach(line -> lines.add(" " + line));
        old.subList(same, old.size() - behind).forEach(line -> lines.add("-" + line));
        anew.subList(same, anew.size() - behind).forEach(line -> lines.add("+" + line));
        old.subList(old.size() - behind, old.size() - behind + around).forEach(line -> lines.add(" " + line));
        return lines;
    }

    /** Of no lines is said behind which one they would stand. */
    private static String span(int from, int count) {
        return (count == 0 ? from : from + 1) + "," + count;
    }
}
