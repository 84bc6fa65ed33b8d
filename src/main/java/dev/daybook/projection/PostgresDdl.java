package dev.daybook.projection;

import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of a projection as PostgreSQL takes them. Said once, for SQLite: each type has one that keeps the same values,
 * texts in the order of their bytes.
 *
 * @param tables what must be there before the first row
 * @param indexes what is better made after the last row of a rebuild
 */
record PostgresDdl(List<String> tables, List<String> indexes) {

    private static final Pattern OPTIONS = Pattern.compile("\\) STRICT(, WITHOUT ROWID)?$");

    /** Who wrote a row has checked that already, and PostgreSQL would read each text once more. */
    private static final Pattern JSON_CHECK = Pattern.compile(" *CHECK \\(json_valid ?\\(\\w+\\)\\)");

    /** Who removes a row removes what belongs to it, and rows are sent in another order than they are written in. */
    private static final Pattern REFERENCE = Pattern.compile(" *REFERENCES \\w+ \\(\\w+\\) ON DELETE CASCADE");

    private static final Pattern INTEGER = Pattern.compile("\\bINTEGER\\b");
    private static final Pattern TEXT = Pattern.compile("\\bTEXT\\b");
    private static final Pattern REAL = Pattern.compile("\\bREAL\\b");

    /** An expression of an index that is no function. */
    private static final Pattern CASE = Pattern.compile("\\bCASE\\b(.*?) END\\b");

    /** A word of PostgreSQL's that would not be taken for a column. */
    private static final Pattern RESERVED = Pattern.compile("(?<![\\w\"])user(?![\\w\"])");

    /**
     * @param common the statements of both databases
     * @param hasWords whether something is found by its words
     * @param own those of PostgreSQL alone
     */
    static PostgresDdl of(List<String> common, boolean hasWords, List<String> own) {
        List<String> words =
                hasWords ? Ddl.statements(Ddl.resource("/projections/words.postgres.sql", true)) : List.of();
        List<String> all = Stream.of(common.stream().map(PostgresDdl::translated), words.stream(), own.stream())
                .flatMap(statements -> statements)
                .toList();
        return new PostgresDdl(
                all.stream().filter(statement -> !Ddl.isIndex(statement)).toList(),
                all.stream().filter(Ddl::isIndex).toList());
    }

    /** Returns the script that makes the functions that questions ask of a schema. */
    static String functions() {
        return Ddl.resource("/projections/functions.postgres.sql", true);
    }

    static String translated(String statement) {
        String text = OPTIONS.matcher(statement).replaceFirst(")");
        text = JSON_CHECK.matcher(text).replaceAll("");
        text = REFERENCE.matcher(text).replaceAll("");
        text = INTEGER.matcher(text).replaceAll("bigint");
        text = TEXT.matcher(text).replaceAll("text COLLATE \"C\"");
        text = REAL.matcher(text).replaceAll("double precision");
        text = CASE.matcher(text).replaceAll("(CASE$1 END)");
        return RESERVED.matcher(text).replaceAll("\"user\"");
    }

    /** Returns what tells these tables from others: somebody may have changed a script and not its version. */
    String digest() {
        return Sha256.hash(String.join(
                                "\n",
                                Stream.concat(tables.stream(), indexes.stream()).toList())
                        .getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
