package dev.daybook.code.parsing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Joins what the queries captured of each import of a file. */
final class Imports {

    private static final String IMPORT = "import";

    /** What takes the default export of a module when it is first shown: {@code lazy(() => import('./page'))}. */
    private static final Set<String> LATE =
            Set.of("lazy", "React.lazy", "loadable", "dynamic", "defineAsyncComponent", "Vue.defineAsyncComponent");

    /** What loads a module by a name: as functions are called in Python and Java. */
    private static final Set<String> LOADERS = Set.of("import_module", "__import__", "Class.forName");

    private static final Set<String> REQUIRE = Set.of("require");

    private static final String DEFAULT = ParsedFile.DEFAULT;

    /** What stands for all that a file of CommonJS gives. */
    private static final Set<String> COMMONJS = Set.of("exports", "module.exports");

    /** All that a module has. */
    static final String ALL = "*";

    private final SourceText text;
    private final TreeMap<Integer, Joined> joined = new TreeMap<>();
    private final List<Alias> aliases = new ArrayList<>();
    private final List<HandedOn> handedOn = new ArrayList<>();
    /** What names of this file are where they come from. */
    private final Map<String, HandedOn> taken = new HashMap<>();

    /** What this file calls a whole module, or the one thing of it, with the first byte of the import. */
    private final Map<String, Integer> wholes = new HashMap<>();

    /** Names that others can take, which may come from elsewhere. */
    private final List<Alias> given = new ArrayList<>();

    private static final class Joined {
        private String module = "";
        private boolean dynamic;
        private Optional<String> alias = Optional.empty();
        private final Set<String> names = new LinkedHashSet<>();
        private boolean handedOn;
    }

    /**
     * Another name for something.
     *
     * @param of what it is called where it comes from
     * @param at the first byte of the other name
     */
    record Alias(String name, String of, int at) {}

    /**
     * What others can take from this file although it stands elsewhere: a name, or {@link #ALL}.
     *
     * @param at the first byte of what takes it from there
     */
    record HandedOn(String name, int at) {}

    Imports(SourceText text) {
        this.text = text;
    }

    void add(Found found) {
        if (found.first("commonjs").isPresent()) {
            commonJs(found);
        } else {
            found.first("export.name").ifPresent(name -> give(name, found.first("export.as")));
            found.first("export.default").ifPresent(name -> give(name, DEFAULT));
            found.first("export.whole").ifPresent(name -> give(name, ParsedFile.WHOLE));
        }
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
        it.handedOn |= node.get().capture().equals("import.handed-on");
        found.first("import.name").ifPresent(name -> take(node.get().start(), name, found.first("import.as"), it));
        for (Found.Node part : found.nodes()) {
            String said = text.slice(part.start(), part.end());
            switch (part.capture()) {
                case "module" -> it.module = unquoted(said);
                case "import.alias" -> {
                    it.alias = Optional.of(said);
                    wholes.put(said, node.get().start());
                }
                case "import.name" -> it.names.add(unquoted(said));
                case "import.default" -> {
                    it.names.add(DEFAULT);
                    it.alias = it.alias.or(() -> Optional.of(said));
                    wholes.put(said, node.get().start());
                }
                default -> {} // what it was found by
            }
        }
    }

    /** {@code module.exports = find}, {@code exports.find = findUser}, {@code module.exports = {find, list: listUsers}}. */
    private void commonJs(Found found) {
        Optional<Found.Node> name = found.first("export.name");
        String object = textOf(found, "commonjs");
        String member = textOf(found, "commonjs.name");
        boolean isWhole = Outline.isWhole(object, member);
        boolean isAlone = found.first("export.alone").isPresent();
        found.first("inner")
                .filter(_ -> Outline.isWhole(object, textOf(found, "name")))
                .ifPresent(it -> give(it, ParsedFile.WHOLE));
        if (name.isPresent() && isWhole && isAlone) {
            give(name.get(), ParsedFile.WHOLE);
        } else if (name.isPresent() && isWhole) {
            give(name.get(), found.first("export.as"));
        } else if (name.isPresent() && isAlone && COMMONJS.contains(object)) {
            give(name.get(), member);
        }
    }

    private void give(Found.Node name, Optional<Found.Node> as) {
        Found.Node shown = as.orElse(name);
        given.add(new Alias(unquoted(textOf(shown)), textOf(name), shown.start()));
    }

    private void give(Found.Node name, String shown) {
        given.add(new Alias(shown, textOf(name), name.start()));
    }

    private String textOf(Found found, String capture) {
        return found.first(capture).map(this::textOf).orElse("");
    }

    private String textOf(Found.Node node) {
        return text.slice(node.start(), node.end());
    }

    private void take(int at, Found.Node nameNode, Optional<Found.Node> as, Joined from) {
        String name = unquoted(text.slice(nameNode.start(), nameNode.end()));
        String local =
                as.map(node -> unquoted(text.slice(node.start(), node.end()))).orElse(name);
        if (!local.equals(name)) {
            aliases.add(new Alias(local, name, as.orElse(nameNode).start()));
        }
        if (from.handedOn) {
            handOn(name, local, at);
        } else {
            taken.put(local, new HandedOn(name, at));
        }
    }

    /** What is called nothing where it comes from is known by the name that it gets. */
    private void handOn(String name, String shown, int at) {
        handedOn.add(new HandedOn(name.equals(DEFAULT) ? shown : name, at));
    }

    /** Returns other names that this file uses or gives something, once all imports are added. */
    List<Alias> aliases() {
        var all = new ArrayList<>(aliases);
        for (Alias it : given) {
            String of =
                    Optional.ofNullable(taken.get(it.of())).map(HandedOn::name).orElse(it.of());
            if (!it.name().equals(of)) {
                all.add(new Alias(it.name(), of, it.at()));
            }
        }
        all.removeIf(it -> it.of().equals(ALL));
        return all;
    }

    /** Returns what this file hands on of others, once all imports are added. */
    List<HandedOn> handedOn() {
        var all = new ArrayList<>(handedOn);
        joined.forEach((at, it) -> {
            if (it.handedOn && it.names.isEmpty()) {
                all.add(new HandedOn(ALL, at));
            }
        });
        for (Alias it : given) {
            Optional.ofNullable(taken.get(it.of()))
                    .ifPresent(from ->
                            all.add(new HandedOn(from.name().equals(DEFAULT) ? it.name() : from.name(), from.at())));
            Optional.ofNullable(wholes.get(it.of())).ifPresent(at -> all.add(new HandedOn(it.of(), at)));
        }
        return all;
    }

    private static Optional<Found.Node> node(Found found) {
        for (Found.Node node : found.nodes()) {
            switch (node.capture()) {
                case IMPORT, "import.dynamic", "import.require", "import.java", "import.future", "import.handed-on" -> {
                    return Optional.of(node);
                }
                default -> {} // a part of it
            }
        }
        return Optional.empty();
    }

    private boolean isLoader(Found found) {
        if (found.first("late").filter(it -> !LATE.contains(textOf(it))).isPresent()) {
            return false;
        }
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

    /** The grammar has no fields for it: {@code import static a.B.c;}, {@code import a.*;}, {@code import module a;}. */
    private static void java(Joined it, String statement) {
        String rest =
                statement.strip().substring(IMPORT.length()).replace(";", " ").strip();
        boolean isStatic = rest.startsWith("static ") || rest.startsWith("static\t");
        String name = (isStatic ? rest.substring("static".length()) : rest.replaceFirst("^module\\s+(?=[\\w$])", ""))
                .replaceAll("\\s+", "");
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
