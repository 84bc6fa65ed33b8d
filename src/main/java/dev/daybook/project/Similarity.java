package dev.daybook.project;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;

/** How much the names of projects and repositories are like a word, as gum has it: less is more alike. */
final class Similarity {

    /** @param path whose last part is the name */
    static <T> Comparator<T> to(String word, Function<T, String> path) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return Comparator.<T>comparingDouble(
                        value -> of(wanted, ProjectPath.name(path.apply(value)).toLowerCase(Locale.ROOT)))
                .thenComparing(path);
    }

    /** The edits that make one of the other; half as many if one is in the other. */
    private static double of(String wanted, String name) {
        int edits = edits(wanted, name);
        return name.contains(wanted) || wanted.contains(name) ? edits / 2.0 : edits;
    }

    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swapped = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swapped, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }

    private Similarity() {}
}
