package dev.daybook.journal.sql;

import dev.daybook.journal.Source;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Sources as rows: name, project and path, of which a door has only the first. */
public final class Sources {

    /** Facts of one file stand close together, and paths are long. */
    public static final int CACHED_MAX = 10_000;

    private Sources() {}

    public static void bind(PreparedStatement statement, int first, Source source) throws SQLException {
        switch (source) {
            case Source.Channel(String name) -> bind(statement, first, name, "", "");
            case Source.File(Source.Project(String tool, String project), String path) ->
                bind(statement, first, tool, project, path);
        }
    }

    private static void bind(PreparedStatement statement, int first, String name, String project, String path)
            throws SQLException {
        statement.setString(first, name);
        statement.setString(first + 1, project);
        statement.setString(first + 2, path);
    }

    /** @param first the column of the name, which the others stand behind */
    public static Source read(ResultSet row, int first) throws SQLException {
        String path = row.getString(first + 2);
        return path.isEmpty()
                ? new Source.Channel(row.getString(first))
                : new Source.Project(row.getString(first), row.getString(first + 1)).file(path);
    }
}
