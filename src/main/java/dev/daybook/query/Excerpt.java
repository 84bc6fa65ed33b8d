package dev.daybook.query;

import dev.daybook.query.SearchWords.Sought;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some words of a long document around what was found in it.
 *
 * <p>FTS5's {@code snippet} looks at each place that it has found beside each other one, and {@code highlight} copies what
 * it has made for each: in a text of megabytes that says the same again and again, that takes a minute. So the document
 * is cut into pieces, and an index like its own, in memory, says which is the first one with all that is sought, or the
 * one with most of it. It ends there: what many have is found soon.
 *
 * @param index the statement that made the index of documents
 * @param columns of it, in the order of the texts
 * @param snippet how some words of a row of it are made
 */
record Excerpt(String index, List<String> columns, String snippet) {

    /** A snippet of so much takes milliseconds, whatever is found in it. */
    private static final int PIECE_CHARS = 4_000;

    /** Of fewer places the index makes its snippet in milliseconds, however long the text is. */
    private static final int FOUND_MAX = 1_000;

    /** A form of a word begins as it does: so many letters no stem loses. */
    private static final int BEGINNING = 2;

    /** Letters with marks and words without spaces are told by the index alone. */
    private static final int ASCII_MAX = 0x7f;

    /** What stands across a cut stands in the piece before it: no phrase is longer. */
    private static final int OVERLAP_CHARS = 500;

    private static final int PIECES_AT_ONCE = 32;

    private static final String ELLIPSIS = "…";

    /** Where a piece stands. */
    private record Piece(int column, int begin, int end) {}

    /** Returns whether more may be found in some texts than a snippet of the index is to be made of. */
    static boolean hasMany(List<String> texts, Sought sought) {
        Set<String> beginnings = sought.groups().stream()
                .flatMap(List::stream)
                .map(phrase -> beginning(phrase, wordIn(phrase, 0)))
                .collect(Collectors.toSet());
        if (beginnings.stream().anyMatch(Excerpt::isForeign)) {
            return true;
        }
        int found = 0;
        for (String text : texts) {
            for (int at = wordIn(text, 0);
                    at < text.length() && found <= FOUND_MAX;
                    at = wordIn(text, endOf(text, at))) {
                String beginning = beginning(text, at);
                found += isForeign(beginning) || beginnings.stream().anyMatch(beginning::startsWith) ? 1 : 0;
            }
        }
        return found > FOUND_MAX;
    }

    private static int wordIn(String text, int from) {
        int at = from;
        while (at < text.length() && !Character.isLetterOrDigit(text.charAt(at)) && text.charAt(at) <= ASCII_MAX) {
            at++;
        }
        return at;
    }

    private static int endOf(String text, int word) {
        int at = word;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) > ASCII_MAX)) {
            at++;
        }
        return at;
    }

    private static String beginning(String text, int word) {
        return text.substring(word, Math.min(word + BEGINNING, endOf(text, word)))
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isForeign(String beginning) {
        return beginning.chars().anyMatch(character -> character > ASCII_MAX);
    }

    /** Returns nothing if no piece has anything of it. */
    Optional<String> of(List<String> texts, Sought sought) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(index);
            }
            List<Piece> pieces = pieces(texts);
            Optional<Integer> best = Optional.empty();
            for (int from = 0; from < pieces.size() && best.isEmpty(); from += PIECES_AT_ONCE) {
                int to = Math.min(pieces.size(), from + PIECES_AT_ONCE);
                add(pieces, from, to, texts, connection);
                best = with(sought.expression(), connection).stream().findFirst();
            }
            Optional<Integer> shown = best.isPresent() ? best : withMost(sought, connection);
            return shown.isPresent()
                    ? Optional.of(shown(shown.get(), pieces.get(shown.get()), texts, sought, connection))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("an index in memory failed", e);
        }
    }

    private static List<Piece> pieces(List<String> texts) {
        var pieces = new ArrayList<Piece>();
        for (int column = 0; column < texts.size(); column++) {
            String text = texts.get(column);
            for (int begin = 0; begin < text.length(); ) {
                int next = cut(text, begin + PIECE_CHARS);
                pieces.add(new Piece(column, begin, cut(text, next + OVERLAP_CHARS)));
                begin = next;
            }
        }
        return pieces;
    }

    /** Returns the end of the word there; of one without an end, the place itself. */
    private static int cut(String text, int near) {
        for (int at = near; at < Math.min(text.length(), near + PIECE_CHARS); at++) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return near >= text.length() ? text.length() : near - (Character.isLowSurrogate(text.charAt(near)) ? 1 : 0);
    }

    private void add(List<Piece> pieces, int from, int to, List<String> texts, Connection connection)
            throws SQLException {
        connection.setAutoCommit(false);
        for (int number = from; number < to; number++) {
            Piece piece = pieces.get(number);
            String insert = "INSERT INTO document_fts (rowid, %s) VALUES (?, ?)".formatted(columns.get(piece.column));
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setInt(1, number);
                statement.setString(2, texts.get(piece.column).substring(piece.begin, piece.end));
                statement.execute();
            }
        }
        connection.commit();
    }

    private static List<Integer> with(String expression, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT rowid FROM document_fts WHERE document_fts MATCH ? ORDER BY rowid")) {
            statement.setString(1, expression);
            var numbers = new ArrayList<Integer>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    numbers.add(rows.getInt(1));
                }
            }
            return numbers;
        }
    }

    /** Returns the first of the pieces that have most of what is sought. */
    private static Optional<Integer> withMost(Sought sought, Connection connection) throws SQLException {
        var had = new HashMap<Integer, Integer>();
        for (List<String> group : sought.groups()) {
            with(String.join(" OR ", group), connection).forEach(number -> had.merge(number, 1, Integer::sum));
        }
        return had.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<Integer, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey);
    }

    private String shown(int number, Piece piece, List<String> texts, Sought sought, Connection connection)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT %s FROM document_fts WHERE document_fts MATCH ? AND rowid = ?".formatted(snippet))) {
            statement.setString(1, sought.any());
            statement.setInt(2, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String words = row.getString(1);
                boolean isCutBefore = piece.begin > 0 && !words.startsWith(ELLIPSIS);
                boolean isCutBehind = piece.end < texts.get(piece.column).length() && !words.endsWith(ELLIPSIS);
                return (isCutBefore ? ELLIPSIS : "") + words + (isCutBehind ? ELLIPSIS : "");
            }
        }
    }
}
