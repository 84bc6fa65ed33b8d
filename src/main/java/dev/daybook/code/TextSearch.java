package dev.daybook.code;

import dev.daybook.code.TagRanking.Ranked;
import dev.daybook.projection.Tables;
import dev.daybook.query.SearchWords;
import dev.daybook.query.TextIndex;
import java.util.ArrayList;
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

    private static final TextIndex IN_POSTGRES =
            new TextIndex("files_fts", "files_fts.words", 5, "'{0.2, 0.4, 0.6, 1}'");

    private static final Query MATCHING_IN_POSTGRES =
            DSL.query("WITH w AS (" + FileFilter.WANTED + "), " + IN_POSTGRES.phrases()
                    + " SELECT f.position, " + IN_POSTGRES.score()
                    + " * CASE WHEN f.is_test = 1 THEN ? ELSE 1.0 END AS score"
                    + " FROM w CROSS JOIN query_of(?) AS sought CROSS JOIN files_fts CROSS JOIN files AS f"
                    + " WHERE files_fts.words @@ sought AND f.position = files_fts.rowid AND " + FileFilter.CONDITION
                    + " ORDER BY score DESC, f.position LIMIT ?");

    private static final double TEST_SHARE = 0.1;

    /** @throws dev.daybook.domain.Rejected if the query cannot be read */
    List<Ranked> best(String query, int limit) {
        String match = SearchWords.parse(spelled(query));
        double share = testsWanted ? 1.0 : TEST_SHARE;
        return tables.fetch(
                tables.isSqlite() ? MATCHING : MATCHING_IN_POSTGRES,
                row -> new Ranked(row.getLong(1), row.getDouble(2)),
                tables.isSqlite()
                        ? filter.values(tables, share, match, limit)
                        : filter.values(tables, match, share, match, limit));
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
