package dev.daybook.code.parsing;

import dev.daybook.code.parsing.Found.Node;
import dev.daybook.code.parsing.Imports.Alias;
import dev.daybook.code.parsing.Imports.HandedOn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes what the queries found of a file into what is known of it. */
final class ParsedFiles {

    /** A head of a definition is a line or a few. */
    private static final int SIGNATURE_CHARS_MAX = 300;

    private static final int SIGNATURE_BYTES_MAX = 8_000;
    private static final int NAME_BYTES_MAX = 300;

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\r?\\n");
    /** What a variable begins with stands in front of the node. */
    private static final Pattern BINDING =
            Pattern.compile("^\\s*(?:export\\s+)?(?:declare\\s+)?((?:const|let|var)\\s+)$");

    /** Names that the languages have by themselves: who uses them asks nobody. */
    private static final Set<String> OWN_NAMES = Set.of(
            "any",
            "bool",
            "byte",
            "comparable",
            "complex128",
            "complex64",
            "error",
            "float32",
            "float64",
            "int",
            "int16",
            "int32",
            "int64",
            "int8",
            "rune",
            "string",
            "super",
            "this",
            "uint",
            "uint16",
            "uint32",
            "uint64",
            "uint8",
            "uintptr",
            "var");

    /** The kind of a symbol that is another name; what it stands in is what it is a name of. */
    static final String ALIAS = "alias";

    private static final Set<String> GO_TYPES = Set.of("struct", "interface", "type");

    private final SourceText text;
    private final Grammar grammar;
    private final ImportKinds kinds;
    private final Docs docs;
    private final Exports exports;
    private final Outline outline;
    private final Imports imports;
    private final List<Node> references = new ArrayList<>();
    private final TreeMap<Integer, Node> comments = new TreeMap<>();
    private long cut;
    private Optional<String> ownPackage = Optional.empty();

    ParsedFiles(SourceText text, Grammar grammar, ImportKinds kinds) {
        this.text = text;
        this.grammar = grammar;
        this.kinds = kinds;
        this.docs = new Docs(text, grammar);
        this.exports = new Exports(text, grammar);
        this.outline = new Outline(text, grammar, exports);
        this.imports = new Imports(text);
    }

    /**
     * Returns what is known of the file.
     *
     * @param itemsMax of each kind of thing no more is kept
     */
    Outcome.Parsed of(List<Found> all, boolean broken, Collection<String> ownModules, int itemsMax) {
        all.forEach(outline::mark);
        for (Found found : all) {
            outline.add(found);
            exports.add(found);
            imports.add(found);
            rest(found);
        }
        Map<Integer, Item> items = outline.items();
        var definitions = new ArrayList<Definition>();
        var symbols = new ArrayList<Symbol>();
        var said = new HashSet<String>();
        for (Item item : items.values()) {
            if (!item.isDefinition) {
                Symbol symbol = symbol(item);
                if (said.add(symbol.scope().orElse("") + "\0" + symbol.name())) { // a variable is set more than once
                    keep(symbol, symbols, itemsMax);
                }
            } else if (definitions.size() < itemsMax) {
                definitions.add(definition(item));
            } else {
                cut++;
            }
        }
        for (Alias it : imports.aliases()) {
            Symbol symbol =
                    new Symbol(it.name(), ALIAS, text.line(it.at()), text.column(it.at()), Optional.of(it.of()));
            if (said.add(it.of() + "\0" + it.name())) {
                keep(symbol, symbols, itemsMax);
            }
        }
        symbols.sort(Comparator.comparingInt(Symbol::line).thenComparingInt(Symbol::column));
        List<Import> imported = imports.all(grammar, kinds, ownModules, ownPackage);
        cut += Math.max(0, imported.size() - itemsMax);
        var file = new ParsedFile(
                List.copyOf(definitions),
                imported.subList(0, Math.min(itemsMax, imported.size())),
                List.copyOf(symbols),
                used(items, itemsMax),
                broken);
        return new Outcome.Parsed(file, cut);
    }

    private void keep(Symbol symbol, List<Symbol> symbols, int itemsMax) {
        if (symbols.size() < itemsMax) {
            symbols.add(symbol);
        } else {
            cut++;
        }
    }

    private void rest(Found found) {
        for (Node node : found.nodes()) {
            switch (node.capture()) {
                case "comment" -> {
                    docs.comment(node);
                    comments.put(node.start(), node);
                }
                case "doc" -> found.first("doc.of").ifPresent(name -> docs.string(node, name.start()));
                case "package" -> ownPackage = Optional.of(text.slice(node.start(), node.end()));
                case "reference", "reference.type" -> references.add(node);
                default -> {} // the others' part
            }
        }
    }

    private Definition definition(Item item) {
        return new Definition(
                item.name,
                item.kind,
                text.line(item.nameAt),
                text.column(item.nameAt),
                text.line(Math.max(item.start, item.end - 1)),
                item.exported,
                signature(item),
                docs.of(item.startWithDecorators(), item.nameAt),
                item.decorators.stream()
                        .map(node -> flat(code(node.start(), node.end(), List.of())))
                        .toList(),
                item.scope());
    }

    private Optional<String> signature(Item item) {
        String head = code(item.start, item.bodyAt, item.decorators);
        String said = flat(prefix(item) + head);
        boolean marked = said.endsWith(grammar == Grammar.PYTHON ? ":" : ";");
        String bare = marked ? said.substring(0, said.length() - 1).strip() : said;
        return Optional.of(bare).filter(signature -> !signature.isEmpty());
    }

    /** Returns what stands in a range, as far as anybody reads it, without comments and the decorators that are told apart. */
    private String code(int start, int bodyAt, List<Node> decorators) {
        int end = Math.min(bodyAt, start + SIGNATURE_BYTES_MAX);
        var left = new TreeMap<>(comments.subMap(start, Math.max(start, end)));
        decorators.forEach(node -> left.put(node.start(), node));
        var code = new StringBuilder();
        int from = start;
        for (Node node : left.values()) {
            if (node.start() >= from && node.start() < end) {
                code.append(text.slice(from, node.start()));
                from = Math.min(node.end(), end);
                boolean apart = code.isEmpty() || " \n(".indexOf(code.charAt(code.length() - 1)) < 0;
                from = apart ? from : text.pastSpaces(from, end);
            }
        }
        return joined(code.append(text.slice(from, end)).toString());
    }

    /** A line of Python goes on behind a backslash. */
    private String joined(String code) {
        return grammar == Grammar.PYTHON ? CONTINUED.matcher(code).replaceAll(" ") : code;
    }

    private String prefix(Item item) {
        if (grammar == Grammar.GO) {
            return GO_TYPES.contains(item.kind) ? "type " : "";
        }
        if (!grammar.isEcmaScript()) {
            return "";
        }
        int line = text.lineStart(text.line(item.start));
        if (item.start - line > NAME_BYTES_MAX) {
            return "";
        }
        var binding = BINDING.matcher(text.slice(line, item.start));
        return binding.matches() ? binding.group(1) : "";
    }

    private static String flat(String said) {
        String line = SPACES.matcher(said).replaceAll(" ").strip();
        if (line.length() <= SIGNATURE_CHARS_MAX) {
            return line;
        }
        int end = SIGNATURE_CHARS_MAX - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private Symbol symbol(Item item) {
        boolean ofEnumeration = outline.isOfEnumeration(item);
        return new Symbol(
                item.name,
                ofEnumeration ? "enum" : item.kind.equals("attribute") ? "variable" : item.kind,
                text.line(item.nameAt),
                text.column(item.nameAt),
                item.scope());
    }

    private List<Reference> used(Map<Integer, Item> items, int itemsMax) {
        Map<String, SortedSet<Integer>> lines = new LinkedHashMap<>();
        var more = new HashSet<String>();
        references.sort((one, other) -> Integer.compare(one.start(), other.start()));
        for (Node node : references) {
            if (node.end() - node.start() > NAME_BYTES_MAX || items.containsKey(node.start())) {
                continue;
            }
            String name = text.slice(node.start(), node.end());
            boolean counts = !name.isBlank()
                    && !OWN_NAMES.contains(name)
                    && (node.capture().equals("reference") || Character.isUpperCase(name.codePointAt(0)));
            if (counts && (lines.size() < itemsMax || lines.containsKey(name))) {
                lines.computeIfAbsent(name, _ -> new TreeSet<>()).add(text.line(node.start()));
            } else if (counts) {
                more.add(name);
            }
        }
        cut += more.size();
        byOtherNames(lines, itemsMax);
        return lines.entrySet().stream()
                .map(entry -> new Reference(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    /** What is used by another name is used, and what is handed on, too: where that is said. */
    private void byOtherNames(Map<String, SortedSet<Integer>> lines, int itemsMax) {
        for (Alias it : imports.aliases()) {
            Set<Integer> used = lines.getOrDefault(it.name(), Collections.emptySortedSet());
            if (!used.isEmpty() && !it.of().equals("default")) {
                add(it.of(), used, lines, itemsMax);
            }
        }
        for (HandedOn it : imports.handedOn()) {
            add(it.name(), Set.of(text.line(it.at())), lines, itemsMax);
        }
    }

    private void add(String name, Set<Integer> used, Map<String, SortedSet<Integer>> lines, int itemsMax) {
        if (lines.size() < itemsMax || lines.containsKey(name)) {
            lines.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(used);
        } else {
            cut++;
        }
    }
}
