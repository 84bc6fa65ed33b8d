package dev.daybook.code.parsing;

import dev.daybook.code.parsing.Found.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a file defines, with what stands in what. Matches come in any order; nesting is told by the places alone, so that
 * a deep tree costs no more than a flat one.
 */
final class Outline {

    private static final String DEFINITION = "definition.";
    private static final String SYMBOL = "symbol.";
    private static final String VARIABLE = "variable";
    /** A variable that a function introduces for the object that it is of. */
    private static final String MEMBER = "attribute";

    /** A name is no text. */
    private static final int NAME_BYTES_MAX = 1_000;

    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]+");
    private static final String COMMONJS_CLASS = "commonjs-class";
    private static final Set<String> COMMONJS = Set.of("module", "exports", "module.exports");
    /** In broken code they are taken for methods. */
    private static final Set<String> STATEMENTS = Set.of("if", "for", "while", "switch", "function", "return");

    private static final Set<String> SELF = Set.of("self", "cls");
    private static final String PROTOTYPE = ".prototype";

    private final SourceText text;
    private final Grammar grammar;
    private final Exports exports;
    private final Set<Integer> top = new HashSet<>();
    /** Variables that are imports. */
    private final Set<Integer> required = new HashSet<>();

    private final List<Node> decorators = new ArrayList<>();
    private final TreeMap<Integer, Node> heritages = new TreeMap<>();
    private final TreeMap<Integer, Node> elements = new TreeMap<>();
    /** Bodies of what has no name: what stands in them is no part of what has one around them. */
    private final TreeMap<Integer, Node> anonymous = new TreeMap<>();

    private final Deque<Node> around = new ArrayDeque<>();
    private final TreeMap<Integer, Item> items = new TreeMap<>();

    Outline(SourceText text, Grammar grammar, Exports exports) {
        this.text = text;
        this.grammar = grammar;
        this.exports = exports;
    }

    /** What stands at the top has to be known before the variables that stand there. */
    void mark(Found found) {
        for (Node node : found.nodes()) {
            switch (node.capture()) {
                case "top" -> top.add(node.start());
                case "required" -> {
                    if (found.first("require")
                            .map(this::textOf)
                            .filter("require"::equals)
                            .isPresent()) {
                        required.add(node.start());
                    }
                }
                case "decorator" -> decorators.add(node);
                case "heritage" -> heritages.put(node.start(), node);
                case "jsx" -> elements.put(node.start(), node);
                case "anonymous" -> anonymous.put(node.start(), node);
                default -> {} // none of an outline
            }
        }
    }

    void add(Found found) {
        for (Node node : found.nodes()) {
            String capture = node.capture();
            if (capture.equals(VARIABLE)) {
                item(found, node, top.contains(node.start()), VARIABLE);
            } else if (capture.startsWith(DEFINITION)) {
                item(found, node, true, capture.substring(DEFINITION.length()));
            } else if (capture.startsWith(SYMBOL)) {
                item(found, node, false, capture.substring(SYMBOL.length()));
            }
        }
    }

    private void item(Found found, Node whole, boolean definition, String kind) {
        Node nameNode = name(found).orElse(whole);
        boolean unnamed = kind.equals("default") || (grammar.isEcmaScript() && text.isWithinWord(nameNode.start()));
        int nameEnd = Math.min(nameNode.end(), nameNode.start() + NAME_BYTES_MAX);
        String name = unnamed ? "default" : Imports.unquoted(text.slice(nameNode.start(), nameEnd));
        Optional<String> commonJs = found.first("commonjs").map(this::textOf);
        boolean ofPrototype =
                commonJs.filter(object -> object.endsWith(PROTOTYPE)).isPresent();
        boolean exportedHere = commonJs.filter(COMMONJS::contains).isPresent();
        boolean counts = switch (kind) {
            case "commonjs", COMMONJS_CLASS -> ofPrototype || exportedHere;
            case "wrapped" -> isCapitalized(name) && hasElement(whole);
            case MEMBER ->
                found.first("self").map(this::textOf).map(SELF::contains).orElse(true);
            case VARIABLE -> !required.contains(whole.start());
            default -> true;
        };
        boolean torn = grammar.isEcmaScript() && STATEMENTS.contains(name);
        if (!counts || torn || name.isBlank()) {
            return;
        }
        String said = kind(kind, name, ofPrototype, definition);
        Item known = items.get(nameNode.start());
        if (known == null || known.yieldsTo(definition, said)) {
            var item = new Item(
                    name,
                    said,
                    definition,
                    nameNode.start(),
                    whole,
                    found.first("body").map(Node::start).orElse(whole.end()));
            item.owner = found.first("receiver")
                    .map(receiver ->
                            textOf(receiver).replaceFirst("^\\*?\\s*", "").replaceFirst("\\[.*", ""))
                    .or(() -> commonJs.filter(_ -> ofPrototype)
                            .map(object -> object.substring(0, object.length() - PROTOTYPE.length())));
            item.exported = exportedHere || unnamed;
            item.ofObject = kind.equals(MEMBER);
            items.put(nameNode.start(), item);
        }
    }

    /** What a module of CommonJS is as a whole is called as it calls itself. */
    private Optional<Node> name(Found found) {
        Optional<Node> name = found.first("name");
        return found.first("inner")
                .filter(_ -> isWhole(
                        found.first("commonjs").map(this::textOf).orElse(""),
                        name.map(this::textOf).orElse("")))
                .or(() -> name);
    }

    /** Returns whether a member of an object is the module as a whole. */
    static boolean isWhole(String object, String member) {
        return object.equals("module") && member.equals("exports");
    }

    private String kind(String captured, String name, boolean ofPrototype, boolean definition) {
        if (!definition) {
            return captured.equals("enum") ? "enum" : CONSTANT.matcher(name).matches() ? "constant" : symbol(captured);
        }
        return switch (captured) {
            case "wrapped" -> "component";
            case "default" -> "function";
            case "commonjs" -> ofPrototype ? "method" : "function";
            case COMMONJS_CLASS -> "class";
            default -> captured;
        };
    }

    private static String symbol(String captured) {
        return captured.equals("constant") || captured.equals(MEMBER) ? captured : VARIABLE;
    }

    private String textOf(Node node) {
        return text.slice(node.start(), Math.min(node.end(), node.start() + NAME_BYTES_MAX));
    }

    private static boolean isCapitalized(String name) {
        return Character.isUpperCase(name.codePointAt(0));
    }

    private boolean hasElement(Node whole) {
        return hasElement(whole.start(), whole.end());
    }

    private boolean hasElement(int start, int end) {
        Integer next = elements.ceilingKey(start);
        return next != null && next < end;
    }

    /** Returns all of them by the first byte of their names; each knows then what it stands in and who can use it. */
    NavigableMap<Integer, Item> items() {
        nest();
        decorate();
        for (Item item : items.values()) {
            if (item.isDefinition) {
                refine(item);
            }
        }
        items.values().stream()
                .sorted(Comparator.comparingInt(item -> item.start)) // what stands around a thing is asked before it
                .filter(item -> item.isDefinition)
                .forEach(item -> item.exported = item.exported || (!isOfNobody(item) && exports.exported(item)));
        return items;
    }

    /** Returns whether something without a name stands between it and what it stands in; ask in the order of the file. */
    private boolean isOfNobody(Item item) {
        while (!anonymous.isEmpty() && anonymous.firstKey() <= item.start) {
            around.push(anonymous.pollFirstEntry().getValue());
        }
        while (!around.isEmpty() && around.peek().end() <= item.start) {
            around.pop();
        }
        return !around.isEmpty()
                && item.parent
                        .filter(parent -> parent.start < around.peek().start())
                        .isPresent();
    }

    private void nest() {
        var inOrder = new ArrayList<>(items.values());
        inOrder.sort(Comparator.comparingInt((Item item) -> item.isDefinition ? item.start : item.nameAt)
                .thenComparing(item -> -item.end));
        var open = new ArrayDeque<Item>();
        for (Item item : inOrder) {
            while (!open.isEmpty() && open.peek().end <= item.nameAt) {
                open.pop();
            }
            Item around = open.peek();
            boolean beside = around != null && around.start == item.start && around.end == item.end;
            item.parent = beside ? around.parent : Optional.ofNullable(around);
            boolean ofFunction = item.ofObject
                    && item.parent.filter(parent -> !parent.hasMembers()).isPresent();
            if (ofFunction) { // it is introduced there, and belongs to what the function belongs to
                item.parent = item.parent.flatMap(parent -> parent.parent);
            }
            if (item.isDefinition && !beside) {
                open.push(item);
            }
        }
    }

    /** A decorator belongs to what is named next, even if that is no definition. */
    private void decorate() {
        for (Node decorator : decorators) {
            var next = items.ceilingEntry(decorator.end());
            if (next != null) {
                next.getValue().decorators.add(decorator);
            }
        }
        for (Item item : items.values()) {
            item.decorators.sort(Comparator.comparingInt(Node::start));
        }
    }

    private void refine(Item item) {
        boolean member = item.parent.filter(Item::hasMembers).isPresent();
        if (item.kind.equals("function") && member && grammar == Grammar.PYTHON) {
            item.kind = "method";
        }
        if (item.kind.equals("method") && item.name.equals("constructor") && grammar.isEcmaScript()) {
            item.kind = "constructor";
        }
        if (item.kind.equals("function") && hasElement(item.start, item.end)) {
            item.kind = isCapitalized(item.name) || item.name.equals("default") ? "component" : item.kind;
        }
        if (item.kind.equals("class") && hasElement(item.start, item.end)) {
            heritage(item).filter(said -> said.contains("Component")).ifPresent(_ -> item.kind = "component");
        }
    }

    /** Returns what a class says that it extends. */
    private Optional<String> heritage(Item item) {
        return Optional.ofNullable(heritages.ceilingEntry(item.nameAt))
                .map(Map.Entry::getValue)
                .filter(node -> node.end() <= item.bodyAt)
                .map(this::textOf);
    }

    /** Returns whether a symbol is one of an enumeration's: such classes are told by what they extend. */
    boolean isOfEnumeration(Item item) {
        return grammar == Grammar.PYTHON
                && item.parent
                        .filter(parent -> parent.kind.equals("class"))
                        .flatMap(this::heritage)
                        .filter(said -> said.contains("Enum") || said.contains("Flag"))
                        .isPresent();
    }
}
