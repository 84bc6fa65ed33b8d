package dev.daybook.code.parsing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Joins what the queries captured of each import of a file. */
final class Imports {

    private static final String IMPORT = "import";

    /** What loads a module by a name: as functions are called in Python and Java. */
    private static final Set<String> LOADERS = Set.of("import_module", "__import__", "Class.forName");

    private static final Set<String> REQUIRE = Set.of("require");

    private final SourceText text;
    private final TreeMap<Integer, Joined> joined = new TreeMap<>();

    private static final class Joined {
        private String module = "";
        private boolean dynamic;
        private Optional<String> alias = Optional.empty();
        private final Set<String> names = new LinkedHashSet<>();
    }

    Imports(SourceText text) {
        this.text = text;
    }

    void add(Found found) {
        Optional<Found.Node> node = node(found);
        if (node.isEmpty() || !isLoader(found)) {
            return;
        }
        Joined it = joined.computeIfAbsent(node.get().start(), _ -> new Joined());
        if (node.get().capture().equals("import.java")) {
            java(it, text.slice(node.get().start(), node.get().end()));
        }
        it.dynamic |= node.get().capture().equals("import.dynamic");
        if (node.get().capture().equals("import.future")) {
            it.module = "__future__";
        }
        for (Found.Node part : found.nodes()) {
            String said = text.slice(part.start(), part.end());
            switch (part.capture()) {
                case "module" -> it.module = unquoted(said);
                case "import.alias" -> it.alias = Optional.of(said);
                case "import.name" -> it.names.add(unquoted(said));
                case "import.default" -> {
                    it.names.add("default");
                    it.alias = it.alias.or(() -> Optional.of(said));
                }
                default -> {} // what it was found by
            }
        }
    }

    private static Optional<Found.Node> node(Found found) {
        for (Found.Node node : found.nodes()) {
            switch (node.capture()) {
                case IMPORT, "import.dynamic", "import.require", "import.java", "import.future" -> {
                    return Optional.of(node);
                }
                default -> {} // a part of it
            }
        }
        return Optional.empty();
    }

    private boolean isLoader(Found found) {
        var called = new ArrayList<String>();
        boolean required = false;
        for (Found.Node node : found.nodes()) {
            if (node.capture().equals("loader") || node.capture().equals("require")) {
                called.add(text.slice(node.start(), node.end()));
                required |= node.capture().equals("require");
            }
        }
        return called.isEmpty() || (required ? REQUIRE : LOADERS).contains(String.join(".", called));
    }

    /** The grammar has no fields for it: {@code import static a.B.c;}, {@code import a.*;}. */
    private static void java(Joined it, String statement) {
        String rest =
                statement.strip().substring(IMPORT.length()).replace(";", " ").strip();
        boolean isStatic = rest.startsWith("static ") || rest.startsWith("static\t");
        String name = (isStatic ? rest.substring("static".length()) : rest).replaceAll("\\s+", "");
        boolean all = name.endsWith(".*");
        if (all || (isStatic && name.indexOf('.') >= 0)) {
            int dot = name.lastIndexOf('.');
            it.module = name.substring(0, dot);
            it.names.add(name.substring(dot + 1));
        } else {
            it.module = name;
        }
    }

    static String unquoted(String literal) {
        boolean quoted = literal.length() >= 2 && "\"'`".indexOf(literal.charAt(0)) >= 0;
        return quoted ? literal.substring(1, literal.length() - 1) : literal;
    }

    List<Import> all(Grammar grammar, ImportKinds kinds, Collection<String> ownModules, Optional<String> ownPackage) {
        var imports = new ArrayList<Import>();
        joined.forEach((start, it) -> {
            if (!it.module.isEmpty() && !it.module.contains("${")) { // else its name is not known before it runs
                imports.add(new Import(
                        it.module,
                        kinds.of(grammar, it.module, ownModules, ownPackage),
                        it.dynamic,
                        it.alias,
                        List.copyOf(it.names),
                        text.line(start),
                        text.column(start)));
            }
        });
        return List.copyOf(imports);
    }
}
