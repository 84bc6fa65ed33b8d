package dev.daybook.code;

import dev.daybook.projection.Tables;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Words that there are, where those that somebody looked for are in no file. */
final class Suggestions {

    private static final int MOST = 5;
    private static final int DISTANCE_MAX = 2;

    /** Hops from tag to tag, so that a tag of ten thousand files is one row. */
    private static final Query BETWEEN = DSL.query("WITH RECURSIVE found (tag) AS ("
            + "SELECT min(tag) FROM file_tags WHERE tag >= ?"
            + " UNION ALL SELECT (SELECT min(tag) FROM file_tags WHERE tag > found.tag) FROM found WHERE tag < ?)"
            + " SELECT tag FROM found WHERE tag < ? LIMIT 2000");

    private Suggestions() {}

    /** Returns the tags that are most like these words, the most like first. */
    static List<String> of(Tables tables, List<String> words) {
        Map<String, Integer> near = new LinkedHashMap<>();
        for (String word : words) {
            String sought = Identifiers.squashed(word);
            if (Tags.isTag(sought)) {
                String begin = sought.substring(0, 1);
                String end = begin + "\uffff";
                for (String tag : tables.fetch(BETWEEN, row -> String.valueOf(row.getString(1)), begin, end, end)) {
                    int distance = tag.startsWith(sought) ? 1 : distance(sought, tag);
                    if (distance <= DISTANCE_MAX) {
                        near.merge(tag, distance, Math::min);
                    }
                }
            }
        }
        return near.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns how many letters have to be put in, left out or changed, or change places with their neighbour. */
    static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > DISTANCE_MAX) {
            return Integer.MAX_VALUE;
        }
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        for (int j = 0; j < last.length; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[last.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[other.length()];
    }
}
