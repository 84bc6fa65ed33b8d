package dev.daybook.importing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.FileEntity.Kept;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.journal.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of a database whose rows are no records: each a JSON text, in pieces where it is long, kept as files called
 * {@code <file>#<table>} and {@code <file>#<table>[1]} and so on. The first piece of a table whose own name ends like that
 * of a later piece is {@code <file>#<table>[0]}.
 */
public final class KeptTables {

    /** A piece ends behind the row with which it reaches this. */
    private static final int PIECE_CHARS_MAX = 1 << 20;

    /** How each piece begins: a file of the tree may be called like one. */
    private static final String BEGIN = "{\"rows\":[";

    private static final Pattern NUMBER = Pattern.compile("\\[\\d+]\\z");

    private final String prefix;
    private final Function<String, Optional<Content>> content;
    private final Map<String, List<String>> pieces = new LinkedHashMap<>();

    /**
     * @param file the path of the database
     * @param content returns what a piece holds
     */
    public KeptTables(String file, Function<String, Optional<Content>> content) {
        this.prefix = file + "#";
        this.content = content;
    }

    /** Returns whether a file is a piece, or was one. */
    public boolean isOne(String name, Kept kept) {
        return name.startsWith(prefix)
                && kept.frame().isEmpty()
                && kept.content()
                        .filter(content -> !content.content().startsWith(BEGIN))
                        .isEmpty();
    }

    /** Takes the name of a piece; those of a table in the order in which they began. */
    public void add(String name) {
        String table = NUMBER.matcher(name.substring(prefix.length())).replaceFirst("");
        pieces.computeIfAbsent(table, _ -> new ArrayList<>()).add(name);
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
        for (String name : pieces.getOrDefault(table, List.of())) {
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
        var piece = new Piece(root, database, table, results);
        database.each(table, piece::add, results);
        results.then(() -> piece.last(known));
    }

    /**
     * Has kept how tables and indexes are made, and rows of tables that are not kept themselves.
     *
     * @param rows hands on such rows, each with its table
     */
    public static void keep(
            Root root, Database database, Consumer<BiConsumer<String, ObjectNode>> rows, Known known, Results results) {
        var piece = new Piece(root, database, DatabaseExport.DEFINITIONS, results);
        database.eachDefinition(piece::add, results);
        results.then(() -> rows.accept((table, row) -> piece.add(JsonNodeFactory.instance
                .objectNode()
                .put("type", "row")
                .put("tbl_name", table)
                .set("row", row))));
        results.then(() -> piece.last(known));
    }

    private static final class Piece {
        private final Root root;
        private final Database database;
        private final String table;
        private final Results results;
        private StringBuilder rows = new StringBuilder();
        private int chars;
        private int number;

        Piece(Root root, Database database, String table, Results results) {
            this.root = root;
            this.database = database;
            this.table = table;
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
            String name = name() + (numbered ? "[%d]".formatted(number) : "");
            byte[] text = (BEGIN + rows + "]}").getBytes(StandardCharsets.UTF_8);
            results.found(FileEntity.whole(root, name, text, database.modifiedAt()));
            rows = new StringBuilder();
            chars = 0;
            number++;
        }

        private String name() {
            return database.file() + "#" + table;
        }

        /** Ends the last one, and says of those behind it that they are gone. */
        void last(Known known) {
            end();
            String prefix = root.qualified(name() + "[");
            known.streams(FileEntity.CATEGORY, prefix).stream()
                    .map(StreamId::key)
                    .filter(text -> number(text.substring(prefix.length())) >= number)
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
