package dev.daybook.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileEntity.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tables of a database whose rows are no records: each a JSON text, in pieces where it is long, kept as files called
 * {@code <file>#<table>} and {@code <file>#<table>[1]} and so on.
 */
public final class KeptTables {

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

    /** Returns whether a file of that name is a piece. */
    public boolean isOne(String name) {
        return name.startsWith(prefix);
    }

    /** Takes the name of a piece. */
    public void add(String name) {
        String table = name.substring(prefix.length()).replaceFirst("\\[\\d+]$", "");
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
                    .ifPresent(piece -> piece.path("rows").forEach(it -> {
                        if (it instanceof ObjectNode object) {
                            row.accept(object);
                        }
                    }));
        }
    }
}
