package dev.daybook.code.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSQuery;
import org.treesitter.TSQueryCapture;
import org.treesitter.TSQueryCursor;
import org.treesitter.TSQueryMatch;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJava;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterTsx;
import org.treesitter.TreeSitterTypescript;

/**
 * Reads source files with tree-sitter. A fault of its native code ends the process: use {@link Parsers} where that must
 * not be. For one thread.
 */
final class TreeParser implements AutoCloseable {

    /** A file that defines more is a table that somebody generated. */
    static final int ITEMS_MAX = 20_000;

    /** What waits to be complete while a query runs is looked at for each node; beyond, the oldest is given up. */
    private static final int OPEN_MATCHES_MAX = 2_048;

    /** Each part is copied into native code whole, however little of it is wanted. */
    private static final int PART_BYTES = 64 << 10;

    private record Reader(TSParser parser, TSQuery query, List<String> captures) {}

    private final Map<Grammar, Reader> readers = new EnumMap<>(Grammar.class);
    private final ImportKinds kinds = new ImportKinds();

    /**
     * Reads a file.
     *
     * @param bytes in whatever encoding
     * @param ownModules what modules of its tree begin with, where the file does not tell
     */
    ParsedFile parse(Grammar grammar, byte[] bytes, Collection<String> ownModules) {
        SourceText text = SourceText.of(bytes);
        Reader reader = readers.computeIfAbsent(grammar, TreeParser::reader);
        byte[] utf8 = text.utf8();
        byte[] part = new byte[Math.max(1, Math.min(PART_BYTES, utf8.length))];
        try (TSTree tree = reader.parser.parse(
                part,
                null,
                (buffer, offset, _) -> {
                    int length = Math.max(0, Math.min(buffer.length, utf8.length - offset));
                    System.arraycopy(utf8, Math.min(offset, utf8.length), buffer, 0, length);
                    return length;
                },
                TSInputEncoding.TSInputEncodingUTF8)) {
            var root = tree.getRootNode();
            return new ParsedFiles(text, grammar, kinds)
                    .of(found(reader, tree), root.hasError(), ownModules, ITEMS_MAX);
        }
    }

    private static List<Found> found(Reader reader, TSTree tree) {
        var all = new ArrayList<Found>();
        try (var cursor = new TSQueryCursor()) {
            cursor.setMatchLimit(OPEN_MATCHES_MAX);
            cursor.exec(reader.query, tree.getRootNode());
            var match = new TSQueryMatch();
            while (cursor.nextMatch(match)) {
                var nodes = new ArrayList<Found.Node>();
                for (TSQueryCapture capture : match.getCaptures()) {
                    var node = capture.getNode();
                    nodes.add(new Found.Node(
                            reader.captures.get(capture.getIndex()), node.getStartByte(), node.getEndByte()));
                }
                all.add(new Found(nodes));
            }
        }
        return all;
    }

    private static Reader reader(Grammar grammar) {
        TSLanguage language = language(grammar);
        var parser = new TSParser();
        if (!parser.setLanguage(language)) {
            throw new IllegalStateException("the grammar of %s is not for this tree-sitter".formatted(grammar));
        }
        var query = new TSQuery(language, text(grammar.queries()));
        var captures = new ArrayList<String>();
        for (int i = 0; i < query.getCaptureCount(); i++) {
            captures.add(query.getCaptureNameForId(i));
        }
        return new Reader(parser, query, List.copyOf(captures));
    }

    private static TSLanguage language(Grammar grammar) {
        return switch (grammar) {
            case TYPESCRIPT -> new TreeSitterTypescript();
            case TSX -> new TreeSitterTsx();
            case JAVASCRIPT -> new TreeSitterJavascript();
            case PYTHON -> new TreeSitterPython();
            case JAVA -> new TreeSitterJava();
            case GO -> new TreeSitterGo();
        };
    }

    private static String text(List<String> names) {
        var text = new StringBuilder();
        for (String name : names) {
            try (InputStream in = TreeParser.class.getResourceAsStream("/code/" + name + ".scm")) {
                if (in == null) {
                    throw new IllegalStateException("the query %s is not in the jar".formatted(name));
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        for (Reader reader : readers.values()) {
            reader.query.close();
            reader.parser.close();
        }
        readers.clear();
    }
}
