package dev.daybook.code;

import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.text.Pairs;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The texts of a file as the full-text index has them: names also by their parts, Japanese by its pairs. A text that was
 * there before in the same column is not given twice.
 */
record Words(String filename, String path, String definitions, String imports, String docstrings, String tags) {

    static Words of(String path, ParsedFile parsed, Collection<String> own) {
        var definitions = new LinkedHashSet<String>();
        var docstrings = new LinkedHashSet<String>();
        for (Definition it : parsed.definitions()) {
            definitions.add(it.name());
            it.signature().ifPresent(definitions::add);
            it.docstring().ifPresent(docstrings::add);
        }
        var imports = new LinkedHashSet<String>();
        for (Import it : parsed.imports()) {
            imports.add(it.module());
            imports.addAll(it.names());
            it.alias().ifPresent(imports::add);
        }
        var tags = new LinkedHashSet<>(own);
        for (Symbol it : parsed.symbols()) {
            if (it.hasName()) {
                tags.add(it.name());
            }
        }
        int folders = path.lastIndexOf('/');
        return new Words(
                indexed(Set.of(path.substring(folders + 1))),
                indexed(Set.of(path)),
                indexed(definitions),
                indexed(imports),
                Pairs.indexed(String.join("\n", docstrings)),
                indexed(tags));
    }

    private static String indexed(Set<String> texts) {
        var all = new StringBuilder();
        for (String text : texts) {
            all.append(all.isEmpty() ? "" : "\n").append(Identifiers.withParts(text));
        }
        return Pairs.indexed(all.toString());
    }
}
