package dev.daybook.importing.database;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.event.JsonText;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.journal.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of a database whose rows are no records: each a JSON text, in pieces where it is long, kept as files called
 * {@code <file>#<table>} and {@code <file>#<table>[1]} and so on. The first piece of a table whose own name ends like that
 * of a later piece is {@code <file>#<table>[0]}. Where a file of the tree has the name of a piece, or once had it, the
 * piece is {@code <file>//#<table>} and so on: a name that no file has.
 */
public final class KeptTables {

    /** A piece ends behind the row with which it reaches this. */
    private static final int PIECE_CHARS_MAX = 1 << 20;

    /** How each piece begins: a file of the tree may be called like one. */
    private static final String BEGIN = "{\"rows\":[";

    private static final Pattern NUMBER = Pattern.compile("\\[([0-9]{1,9})]\\z");

    private final String prefix;
    private final String elsewhere;
    private final Function<String, Optional<Content>> content;
    private final Map<String, SortedMap<Integer, String>> pieces = new LinkedHashMap<>();

    /**
     * @param file the path of the database
     * @param content returns what a piece holds
     */
    public KeptTables(String file, Function<String, Optional<Content>> content) {
        this.prefix = file + "#";
        this.elsewhere = elsewhere(prefix, file);
        this.content = content;
    }

    /** Returns the name of a piece whose own one a file has. */
    private static String elsewhere(String name, String file) {
        return file + FileEvent.PIECE + name.substring(file.length());
    }

    /** Returns whether a file is a piece, or was one. */
    public boolean isOne(String name, Kept kept) {
        return (name.startsWith(prefix) || name.startsWith(elsewhere))
                && kept.frame().isEmpty()
                && kept.content()
                        .filter(content -> !content.content().startsWith(BEGIN))
                        .isEmpty();
    }

    /** Takes the name of a piece. */
    public void add(String name) {
        String plain = name.substring((name.startsWith(elsewhere) ? elsewhere : prefix).length());
        Matcher number = NUMBER.matcher(plain);
        boolean numbered = number.find();
        pieces.computeIfAbsent(numbered ? plain.substring(0, number.start()) : plain, _ -> new TreeMap<>())
                .put(numbered ? Integer.parseInt(number.group(1)) : 0, name);
    }

    /** Returns whether there is all that a database is made of. */
    public boolean isDatabase() {
        return pieces.containsKey(DatabaseExport.DEFINITIONS);
    }

    /** Returns the names of the tables. */
    Stream<String> names() {
        return pieces.keySet().stream();
    }

    void rows(String table, Consumer<ObjectNode> row) {
        for (String name :
                pieces.getOrDefault(table, Collections.emptySortedMap()).values()) {
            content.apply(name)
                    .map(piece -> JsonText.tree(new Json(piece.content())))
                    .ifPresent(piece -> piece.path("rows").forEach(node -> {
                        if (node instanceof ObjectNode object) {
                            row.accept(object);
                        }
                    }));
        }
    }

    /**
     * Has a table kept as it is.
     *
     * @param known the pieces of earlier imports: those of a table that was longer are no part of it any more
     */
    public static void keep(Root root, Database database, String table, Known known, Results results) {
        var piece = new Piece(root, database, table, known, results);
        database.each(table, piece::add, results);
        results.then(piece::last);
    }

    /**
     * Has kept how tables and indexes are made, and rows of tables that are not kept themselves.
     *
     * @param rows hands on such rows, each with its table
     */
    public static void keep(
            Root root, Database database, Consumer<BiConsumer<String, ObjectNode>> rows, Known known, Results results) {
        var piece = new Piece(root, database, DatabaseExport.DEFINITIONS, known, results);
        database.eachDefinition(piece::add, results);
        results.then(() -> rows.accept((table, row) -> piece.add(JsonNodeFactory.instance
                .objectNode()
                .put("type", "row")
                .put("tbl_name", table)
                .set("row", row))));
        results.then(piece::last);
    }

    private static final class Piece {
        private final Root root;
        private final Database database;
        private final String table;
        private final Known known;
        private final Results results;
        private StringBuilder rows = new StringBuilder();
        private int chars;
        private int number;

        Piece(Root root, Database database, String table, Known known, Results results) {
            this.root = root;
            this.database = database;
            this.table = table;
            this.known = known;
            this.results = results;
        }

        void add(ObjectNode row) {
            String text = JsonText.of(row).text();
            rows.append(rows.isEmpty() ? "" : ",").append(text);
            chars += text.length();
            if (chars >= PIECE_CHARS_MAX) {
                end();
            }
        }

        void end() {
            if (rows.isEmpty() && number > 0) {
                return;
            }
            boolean numbered = number > 0 || NUMBER.matcher(table).find();
            String plain = name() + (numbered ? "[%d]".formatted(number) : "");
            String name = isOfFile(plain) ? elsewhere(plain, database.file()) : plain;
            byte[] text = (BEGIN + rows + "]}").getBytes(StandardCharsets.UTF_8);
            results.found(FileEntity.whole(root, name, text, database.modifiedAt()));
            rows = new StringBuilder();
            chars = 0;
            number++;
        }

        private String name() {
            return database.file() + "#" + table;
        }

        /** Once it stands elsewhere it stays there: what a file told that is gone is kept. */
        private boolean isOfFile(String plain) {
            String elsewhere = root.qualified(elsewhere(plain, database.file()));
            return database.isBeside(plain)
                    || known.streams(FileEntity.CATEGORY, elsewhere).stream()
                            .anyMatch(stream -> stream.key().equals(elsewhere));
        }

        /** Ends the last one, and says of those behind it that they are gone. */
        void last() {
            end();
            gone(name() + "[");
            gone(elsewhere(name(), database.file()) + "[");
        }

        private void gone(String plain) {
            String prefix = root.qualified(plain);
            known.streams(FileEntity.CATEGORY, prefix).stream()
                    .map(StreamId::key)
                    .filter(text -> number(text.substring(prefix.length())) >= number)
                    .filter(text -> !database.isBeside(plain + text.substring(prefix.length())))
                    .forEach(text -> results.found(new FileEntity(
                            database.file(),
                            text,
                            Optional.empty(),
                            Optional.empty(),
                            database.modifiedAt(),
                            Map.of())));
        }

        /** Other tables may be called like the beginning of a piece. */
        private static int number(String rest) {
            return rest.matches("[0-9]{1,9}]") ? Integer.parseInt(rest.substring(0, rest.length() - 1)) : -1;
        }
    }
}
