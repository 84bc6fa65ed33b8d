package dev.daybook.project;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How much the names of projects and repositories are like a word, as gum has it: the fewer edits make one of the other the more,
 * and half of them count where the word is in the name.
 */
final class Similarity {

    /** More than two names can need. */
    private static final int EDITS_MAX = 1 << 20;

    private record Alike<T>(int distance, String path, T value) {}

    /**
     * Returns those whose names are most like a word, the most alike first.
     *
     * @param path whose last part is the name
     */
    static <T> List<T> most(String word, Stream<T> all, Function<T, String> path, int limit) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int[] letters = wanted.codePoints().toArray();
        Comparator<Alike<T>> order =
                Comparator.<Alike<T>>comparingInt(Alike::distance).thenComparing(Alike::path);
        var most = new PriorityQueue<Alike<T>>(order.reversed());
        all.forEach(value -> {
            String at = path.apply(value);
            String name = ProjectPath.name(at).toLowerCase(Locale.ROOT);
            int least = most.size() < limit ? EDITS_MAX : most.element().distance();
            int distance =
                    name.contains(wanted) ? edits(letters, name, 2 * least + 1) / 2 : edits(letters, name, least);
            if (distance <= least) {
                most.add(new Alike<>(distance, at, value));
                if (most.size() > limit) {
                    most.remove();
                }
            }
        });
        return most.stream().sorted(order).map(Alike::value).toList();
    }

    /** Returns the edits that make one of the other; beyond {@code most}, some number above. */
    private static int edits(int[] a, String name, int most) {
        int[] b = name.codePoints().toArray();
        if (Math.abs(a.length - b.length) > most) {
            return Integer.MAX_VALUE;
        }
        int[] above = new int[b.length + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length; i++) {
            int diagonal = above[0];
            above[0] = i;
            int fewest = i;
            for (int j = 1; j <= b.length; j++) {
                int swapped = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(swapped, Math.min(diagonal, above[j - 1]) + 1);
                fewest = Math.min(fewest, above[j]);
            }
            if (fewest > most) {
                return Integer.MAX_VALUE; // no row below has fewer
            }
        }
        return above[b.length];
    }

    private Similarity() {}
}
