package dev.daybook.code;

import dev.daybook.projection.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that weigh most for some words.
 *
 * <p>The score of a file is the sum of what its tags weigh, times the share of the words that it has; a tenth of that for
 * tests, unless tests are looked for. The files of a tag are read from the heaviest on, of all tags alike far, and no
 * further than must be: what was not read yet cannot score more than what each tag weighs where reading stands, all added
 * up. Once so many files as are wanted score that much or more, they are the best of all there are, however old (Fagin's
 * threshold algorithm). For one thread.
 */
final class TagRanking {

    private static final Query LIST = DSL.query("SELECT file_position, -minus_weight FROM file_tags"
            + " WHERE tag = ? AND is_test = ? ORDER BY minus_weight, file_position LIMIT ? OFFSET ?");
    private static final Query LIST_OF_SOME = DSL.query("WITH w AS (" + FileFilter.WANTED + ")"
            + " SELECT t.file_position, -t.minus_weight FROM w CROSS JOIN file_tags AS t CROSS JOIN files AS f"
            + " WHERE t.tag = ? AND t.is_test = ? AND f.position = t.file_position AND " + FileFilter.CONDITION
            + " ORDER BY t.minus_weight, t.file_position LIMIT ? OFFSET ?");
    private static final Query WEIGHTS = DSL.query("SELECT t.file_position, t.tag, -t.minus_weight"
            + " FROM json_each(?) AS f CROSS JOIN json_each(?) AS w CROSS JOIN file_tags AS t"
            + " WHERE t.file_position = CAST(f.value AS BIGINT) AND t.tag = w.value");

    private static final int DEPTH = 32;
    private static final double TEST_SHARE = 0.1;

    private final Tables tables;
    private final FileFilter filter;
    private final List<SoughtWord> words;
    private final boolean testsWanted;
    private final List<Reading> readings = new ArrayList<>();
    private final Map<Long, Candidate> candidates = new HashMap<>();
    private int rows;

    /** A file that was found, and what it scores. */
    record Ranked(long file, double score) {}

    /** A tag's files as far as they are read. */
    private final class Reading {
        final String tag;
        final boolean isTest;
        int depth;
        double weight = Double.MAX_VALUE; // of the last that was read
        boolean ended;

        Reading(String tag, boolean isTest) {
            this.tag = tag;
            this.isTest = isTest;
        }

        void on(Set<Long> found) {
            int more = Math.max(DEPTH, depth);
            List<Long> read = new ArrayList<>();
            @Nullable Object[] values = {tag, isTest, more, depth};
            boolean all = filter.equals(FileFilter.NONE);
            tables.fetch(
                    all ? LIST : LIST_OF_SOME,
                    row -> {
                        weight = row.getDouble(2);
                        return read.add(row.getLong(1));
                    },
                    all ? values : filter.values(tables, tag, isTest, more, depth));
            rows += read.size();
            depth += read.size();
            ended = read.size() < more;
            for (long file : read) {
                if (!candidates.containsKey(file)) {
                    candidates.put(file, new Candidate(isTest));
                    found.add(file);
                }
            }
        }
    }

    private static final class Candidate {
        final boolean isTest;
        final Map<String, Double> weights = new HashMap<>();

        Candidate(boolean isTest) {
            this.isTest = isTest;
        }
    }

    TagRanking(Tables tables, FileFilter filter, List<SoughtWord> words, boolean testsWanted) {
        this.tables = tables;
        this.filter = filter;
        this.words = words;
        this.testsWanted = testsWanted;
    }

    /** Returns the best files, the best first; of those that score the same the older ones. */
    List<Ranked> best(int limit) {
        var tags = new LinkedHashSet<String>();
        words.forEach(word -> word.terms().forEach(term -> tags.add(term.tag())));
        for (String tag : tags) {
            readings.add(new Reading(tag, false));
            readings.add(new Reading(tag, true));
        }
        String sought = FileFilter.array(List.copyOf(tags));
        List<Ranked> ranked = List.of();
        boolean done = false;
        while (!done) {
            Set<Long> found = new LinkedHashSet<>();
            readings.stream().filter(reading -> !reading.ended).forEach(reading -> reading.on(found));
            weigh(found, sought);
            ranked = candidates.entrySet().stream()
                    .map(candidate -> new Ranked(candidate.getKey(), score(candidate.getValue())))
                    .filter(candidate -> candidate.score() > 0)
                    .sorted(Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::file))
                    .limit(limit)
                    .toList();
            done = readings.stream().allMatch(reading -> reading.ended)
                    || (ranked.size() == limit && ranked.getLast().score() >= unread());
        }
        return ranked;
    }

    /** Returns how many rows were read. */
    int rowsRead() {
        return rows;
    }

    private void weigh(Set<Long> found, String sought) {
        if (found.isEmpty()) {
            return;
        }
        tables.fetch(
                WEIGHTS,
                row -> {
                    rows++;
                    Candidate candidate = Objects.requireNonNull(candidates.get(row.getLong(1)));
                    candidate.weights.put(row.getString(2), row.getDouble(3));
                    return rows;
                },
                found.toString(),
                sought);
    }

    private double score(Candidate file) {
        double weight = 0;
        double covered = 0;
        for (SoughtWord word : words) {
            double share = 0;
            for (SoughtWord.Term term : word.terms()) {
                Double of = file.weights.get(term.tag());
                if (of != null) {
                    weight += of * term.share();
                    share += term.tag().equals(word.whole()) ? 1 : term.share();
                }
            }
            covered += Math.min(1, share);
        }
        return weight * covered / words.size() * (file.isTest && !testsWanted ? TEST_SHARE : 1);
    }

    /** Returns what a file that was not read yet scores at most. */
    private double unread() {
        return Math.max(unread(false), unread(true) * (testsWanted ? 1 : TEST_SHARE));
    }

    private double unread(boolean isTest) {
        var at = new LinkedHashMap<String, Double>();
        readings.stream()
                .filter(reading -> reading.isTest == isTest && !reading.ended)
                .forEach(reading -> at.put(reading.tag, reading.weight));
        double most = 0;
        for (SoughtWord word : words) {
            for (SoughtWord.Term term : word.terms()) {
                most += at.getOrDefault(term.tag(), 0.0) * term.share();
            }
        }
        return most;
    }
}
