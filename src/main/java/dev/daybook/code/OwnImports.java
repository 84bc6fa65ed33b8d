package dev.daybook.code;

import dev.daybook.code.parsing.Grammar;
import dev.daybook.code.parsing.ImportKinds;
import dev.daybook.projection.Tables;
import dev.daybook.query.Reads;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Finds files that are as they were and import what has become the tree's own meanwhile, or is that no more: what kind an
 * import is hangs on which modules the tree has.
 */
final class OwnImports {

    private static final List<Grammar> GRAMMARS =
            Arrays.stream(Grammar.values()).filter(ImportKinds::hangOnTree).toList();

    private static final Query SAID = DSL.query(
            "SELECT DISTINCT i.module, i.type FROM files AS f"
                    + " JOIN imports AS i ON i.file_position = f.position WHERE f.language = ? AND f.project = ? AND f.tool = ''");
    private static final Query PATHS = DSL.query("SELECT DISTINCT f.path FROM files AS f"
            + " JOIN imports AS i ON i.file_position = f.position WHERE f.language = ? AND f.project = ? AND f.tool = ''"
            + " AND i.module = ? AND i.type = ?");

    private final Reads reads;
    private final ImportKinds kinds = new ImportKinds();

    OwnImports(Reads reads) {
        this.reads = reads;
    }

    private record Said(String module, String kind) {}

    /** Returns the paths of those files of a project; {@code ownModules} is what modules of the tree begin with. */
    Set<String> outdated(String project, Collection<String> ownModules) {
        return reads.read(dsl -> {
            Tables tables = Tables.of(dsl);
            var paths = new HashSet<String>();
            for (Grammar grammar : GRAMMARS) {
                String language = grammar.language();
                tables.fetch(SAID, row -> new Said(row.getString(1), row.getString(2)), language, project).stream()
                        .filter(it ->
                                !kinds.of(grammar, it.module(), ownModules).equals(it.kind()))
                        .forEach(it -> paths.addAll(tables.fetch(
                                PATHS, row -> row.getString(1), language, project, it.module(), it.kind())));
            }
            return paths;
        });
    }
}
