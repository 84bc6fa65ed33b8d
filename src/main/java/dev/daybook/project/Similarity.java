package dev.daybook.project;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/** How much the names of projects and repositories are like a word, as gum has it: less is more alike. */
final class Similarity {

    private record Alike<T>(double distance, String path, T value) {}

    /**
     * Returns those whose names are most like a word, the most alike first.
     *
     * @param path whose last part is the name
     */
    static <T> List<T> most(String word, Stream<T> all, Function<T, String> path, int limit) {
        String wanted = word.toLowerCase(Locale.ROOT);
        Comparator<Alike<T>> order =
                Comparator.<Alike<T>>comparingDouble(Alike::distance).thenComparing(Alike::path);
        var most = new PriorityQueue<Alike<T>>(order.reversed());
        all.forEach(value -> {
            String at = path.apply(value);
            double least =
                    most.size() < limit ? Double.MAX_VALUE : most.element().distance();
            double distance = of(wanted, ProjectPath.name(at).toLowerCase(Locale.ROOT), least);
            if (distance <= least) {
                most.add(new Alike<>(distance, at, value));
                if (most.size() > limit) {
                    most.remove();
                }
            }
        });
        return most.stream().sorted(order).map(Alike::value).toList();
    }

    /** The edits that make one of the other; half as many if one is in the other. Beyond {@code most}, some number above. */
    private static double of(String wanted, String name, double most) {
        double weight = name.contains(wanted) || wanted.contains(name) ? 0.5 : 1;
        return edits(wanted, name, most / weight) * weight;
    }

    private static int edits(String a, String b, double most) {
        if (Math.abs(a.length() - b.length()) > most) {
            return Integer.MAX_VALUE;
        }
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = above[0];
            above[0] = i;
            int fewest = i;
            for (int j = 1; j <= b.length(); j++) {
                int swapped = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(swapped, Math.min(diagonal, above[j - 1]) + 1);
                fewest = Math.min(fewest, above[j]);
            }
            if (fewest > most) {
                return Integer.MAX_VALUE; // no row below has fewer
            }
        }
        return above[b.length()];
    }

    private Similarity() {}
}
