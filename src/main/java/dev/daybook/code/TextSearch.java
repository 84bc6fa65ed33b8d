package dev.daybook.code;

import dev.daybook.code.TagRanking.Ranked;
import dev.daybook.projection.Tables;
import dev.daybook.query.SearchWords;
import dev.daybook.query.TextIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Finds files by words, phrases, beginnings of words and Japanese. All that match are ranked, not only the newest. For one
 * thread.
 */
record TextSearch(Tables tables, FileFilter filter, boolean testsWanted) {

    private static final Query MATCHING = DSL.query("WITH w AS (" + FileFilter.WANTED + ")"
            + " SELECT f.position, -files_fts.rank * CASE WHEN f.is_test = 1 THEN ? ELSE 1.0 END AS score"
            + " FROM w CROSS JOIN files_fts CROSS JOIN files AS f"
            + " WHERE files_fts MATCH ? AND f.position = files_fts.rowid AND " + FileFilter.CONDITION
            + " ORDER BY score DESC, f.position LIMIT ?");

    /** PostgreSQL's own ranking is quick, and another one: it says which files are ranked as SQLite ranks them. */
    private static final Query MATCHING_IN_POSTGRES = DSL.query("WITH w AS (" + FileFilter.WANTED + ")"
            + " SELECT f.position, CASE WHEN f.is_test = 1 THEN ? ELSE 1.0 END AS share"
            + " FROM w CROSS JOIN query_of(?) AS sought CROSS JOIN files_fts CROSS JOIN files AS f"
            + " WHERE files_fts.words @@ sought AND f.position = files_fts.rowid AND " + FileFilter.CONDITION
            + " ORDER BY ts_rank('{0.2, 0.4, 0.6, 1}', files_fts.words, sought) * CASE WHEN f.is_test = 1 THEN ? ELSE 1.0 END DESC,"
            + " f.position LIMIT ?");

    private static final TextIndex IN_POSTGRES = new TextIndex("files_fts", "files", "ARRAY[5, 3, 2, 1]");

    private static final int RANKED_MAX = 500;
    private static final double TEST_SHARE = 0.1;

    /** @throws dev.daybook.domain.Rejected if the query cannot be read */
    List<Ranked> best(String query, int limit) {
        String match = SearchWords.parse(spelled(query));
        double share = testsWanted ? 1.0 : TEST_SHARE;
        return tables.isSqlite()
                ? tables.fetch(
                        MATCHING,
                        row -> new Ranked(row.getLong(1), row.getDouble(2)),
                        filter.values(tables, share, match, limit))
                : bestInPostgres(match, share, limit);
    }

    private List<Ranked> bestInPostgres(String match, double share, int limit) {
        var shares = new HashMap<Long, Double>();
        tables.fetch(
                MATCHING_IN_POSTGRES,
                row -> shares.put(row.getLong(1), row.getDouble(2)),
                filter.values(tables, share, match, share, RANKED_MAX));
        return IN_POSTGRES.scores(tables, match, shares.keySet()).entrySet().stream()
                .map(scored ->
                        new Ranked(scored.getKey(), -scored.getValue() * shares.getOrDefault(scored.getKey(), 1.0)))
                .sorted(Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::file))
                .limit(limit)
                .toList();
    }

    /** As {@link #best}, of files that have words which begin like these. */
    List<Ranked> beginning(List<String> words, int limit) {
        return best(
                words.stream()
                        .filter(word -> word.length() > 1)
                        .map(word -> '"' + word.replace("\"", "") + "\"*")
                        .collect(Collectors.joining(" ")),
                limit);
    }

    /** Has a name be found by its parts, too, however they are written together. */
    private static String spelled(String query) {
        if (query.indexOf('"') >= 0) {
            return query; // as somebody wants it, word by word
        }
        var words = new ArrayList<String>();
        for (String word : query.strip().split("\\s+")) {
            words.add(word);
            List<String> parts = Identifiers.parts(word);
            if (parts.size() > 1 && !word.startsWith("-") && !word.endsWith("*")) {
                words.add("OR \"" + String.join(" ", parts) + '"');
                words.add("OR " + String.join("", parts));
            }
        }
        return String.join(" ", words);
    }
}
