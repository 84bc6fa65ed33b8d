package dev.daybook.projection;

import dev.daybook.text.PathPatterns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * A function of SQL for questions: {@code path_matches(patterns, path)} is whether a path is meant, see {@link
 * PathPatterns}. The patterns are lines. For one connection, and so for one thread.
 */
final class PathMatches extends Function {

    private static final Pattern LINE = Pattern.compile("\n");

    /** What a statement asks for stays the same from row to row. */
    private @Nullable String text;

    private PathPatterns patterns = PathPatterns.of(List.of());

    private PathMatches() {}

    static void in(Connection connection) throws SQLException {
        Function.create(connection, "path_matches", new PathMatches(), 2, Function.FLAG_DETERMINISTIC);
    }

    @Override
    protected void xFunc() throws SQLException {
        String wanted = value_text(0);
        if (!wanted.equals(text)) {
            try {
                patterns = PathPatterns.of(LINE.splitAsStream(wanted).toList());
                text = wanted;
            } catch (PatternSyntaxException e) {
                error(String.valueOf(e.getMessage()));
                return;
            }
        }
        result(patterns.test(value_text(1)) ? 1 : 0);
    }
}
