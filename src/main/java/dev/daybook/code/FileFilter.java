package dev.daybook.code;

import dev.daybook.projection.Tables;
import dev.daybook.shape.JsonCompact;
import dev.daybook.text.PathPatterns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files are meant.
 *
 * @param languages any of these; none: of any language
 * @param paths as {@link dev.daybook.text.PathPatterns} says
 * @param kind only files that define something of this kind
 * @param tag only files that somebody gave this tag, or that have it as a word
 * @param exports whether a file has to define something that others can use, or must not
 * @param tests whether there has to be a test that is called after the file, or must not
 */
record FileFilter(
        Optional<String> project,
        List<String> languages,
        List<String> paths,
        Optional<String> kind,
        Optional<String> tag,
        Optional<Boolean> exports,
        Optional<Boolean> tests,
        Optional<Long> bytesMin,
        Optional<Long> bytesMax,
        Optional<Instant> since,
        Optional<Instant> until) {

    static final FileFilter NONE = new FileFilter(
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** What is wanted, a row whose columns {@link #CONDITION} asks for; {@link #values} are its parameters. */
    static final String WANTED =
            "SELECT CAST(? AS TEXT) AS project, CAST(? AS TEXT) AS languages, CAST(? AS TEXT) AS paths,"
                    + " CAST(? AS TEXT) AS kind, CAST(? AS TEXT) AS tag, CAST(? AS BIGINT) AS exports, CAST(? AS BIGINT) AS tests,"
                    + " CAST(? AS BIGINT) AS bytes_min, CAST(? AS BIGINT) AS bytes_max, CAST(? AS TEXT) AS since,"
                    + " CAST(? AS TEXT) AS until";

    /** Whether a row of {@code files AS f} is so; a row that another tool has of a file that was read here is not. */
    static final String CONDITION = "(w.project IS NULL OR f.project = w.project)"
            + " AND (w.languages IS NULL OR f.language IN (SELECT value FROM json_each(w.languages)))"
            + " AND (w.paths IS NULL OR path_matches(w.paths, f.path))"
            + " AND (w.kind IS NULL OR EXISTS (SELECT 1 FROM definitions AS d"
            + " WHERE d.file_position = f.position AND d.type = w.kind))"
            + " AND (w.tag IS NULL OR EXISTS (SELECT 1 FROM file_tags AS t"
            + " WHERE t.file_position = f.position AND t.tag = w.tag))"
            + " AND (w.exports IS NULL OR (f.exports > 0) = (w.exports = 1))"
            + " AND (w.tests IS NULL OR (f.is_test = 0 AND EXISTS (SELECT 1 FROM files AS t"
            + " WHERE t.project = f.project AND t.stem = f.stem AND t.is_test = 1 AND t.language = f.language)) = (w.tests = 1))"
            + " AND (w.bytes_min IS NULL OR f.size_bytes >= w.bytes_min)"
            + " AND (w.bytes_max IS NULL OR f.size_bytes <= w.bytes_max)"
            + " AND (w.since IS NULL OR f.modified_at >= w.since)"
            + " AND (w.until IS NULL OR f.modified_at < w.until)"
            + " AND (f.tool = '' OR NOT EXISTS (SELECT 1 FROM files AS o"
            + " WHERE o.project = f.project AND o.path = f.path AND o.tool = ''))";

    /** Returns the parameters of {@link #WANTED} for these tables and, behind them, others. */
    @Nullable
    Object[] values(Tables tables, Object... more) {
        var values = new ArrayList<@Nullable Object>();
        values.add(project.orElse(null));
        values.add(languages.isEmpty() ? null : array(languages));
        values.add(paths.isEmpty() ? null : paths(tables));
        values.add(kind.orElse(null));
        values.add(tag.map(text -> text.toLowerCase(Locale.ROOT)).orElse(null));
        values.add(exports.orElse(null));
        values.add(tests.orElse(null));
        values.add(bytesMin.orElse(null));
        values.add(bytesMax.orElse(null));
        values.add(since.map(dev.daybook.text.Times::text).orElse(null));
        values.add(until.map(dev.daybook.text.Times::text).orElse(null));
        values.addAll(List.of(more));
        return values.toArray();
    }

    /** Returns patterns as {@code path_matches} takes them. */
    private String paths(Tables tables) {
        return tables.isSqlite()
                ? String.join("\n", paths)
                : PathPatterns.of(paths).regex();
    }

    /** Returns texts as a JSON array, for {@code json_each}. */
    static String array(List<String> texts) {
        return texts.stream().map(JsonCompact::quoted).collect(Collectors.joining(",", "[", "]"));
    }
}
