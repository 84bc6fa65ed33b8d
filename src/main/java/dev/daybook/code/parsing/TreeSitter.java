package dev.daybook.code.parsing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the trees of tree-sitter's library through its own functions: the Java classes that come with it look up each
 * field of a node by name whenever one goes into native code or comes from there, which takes longer than parsing does.
 * A fault in native code ends the process. For one thread.
 */
@SuppressWarnings("restricted") // what is native is called in a process of its own
final class TreeSitter implements AutoCloseable {

    private static final StructLayout NODE =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(4, JAVA_INT), ADDRESS, ADDRESS);
    private static final StructLayout CURSOR = MemoryLayout.structLayout(
            ADDRESS, ADDRESS, MemoryLayout.sequenceLayout(3, JAVA_INT), MemoryLayout.paddingLayout(Integer.BYTES));

    /** Of a symbol: it has a name of its own, and is no punctuation or keyword. */
    private static final int REGULAR = 0;

    // One for each form of a function, not for each function: they take some milliseconds to make.
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MAKE = form(FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE = form(FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle SET = form(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, ADDRESS));
    private static final MethodHandle PARSE = form(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle GET_NODE = form(FunctionDescriptor.of(NODE, ADDRESS));
    private static final MethodHandle IS = form(FunctionDescriptor.of(JAVA_BOOLEAN, NODE));
    private static final MethodHandle SYMBOL = form(FunctionDescriptor.of(JAVA_SHORT, NODE));
    private static final MethodHandle PLACE = form(FunctionDescriptor.of(JAVA_INT, NODE));
    private static final MethodHandle BEGIN = form(FunctionDescriptor.of(CURSOR, NODE));
    private static final MethodHandle GO = form(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    private static final MethodHandle FIELD = form(FunctionDescriptor.of(JAVA_SHORT, ADDRESS));
    private static final MethodHandle COUNT = form(FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle KIND = form(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle FIND_SYMBOL =
            form(FunctionDescriptor.of(JAVA_SHORT, ADDRESS, ADDRESS, JAVA_INT, JAVA_BOOLEAN));
    private static final MethodHandle FIND_FIELD = form(FunctionDescriptor.of(JAVA_SHORT, ADDRESS, ADDRESS, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment node = arena.allocate(NODE);
    private final MemorySegment cursor = arena.allocate(CURSOR);
    private final SegmentAllocator toNode = (_, _) -> node;
    private final SegmentAllocator toCursor = (_, _) -> cursor;

    private final MemorySegment language;
    private final MemorySegment parser;
    private final MemorySegment parse;
    private final MemorySegment freeTree;
    private final MemorySegment freeParser;
    private final MemorySegment freeCursor;
    private final MemorySegment root;
    private final MemorySegment hasError;
    private final MemorySegment symbol;
    private final MemorySegment endByte;
    private final MemorySegment begin;
    private final MemorySegment current;
    private final MemorySegment currentField;
    private final MemorySegment firstChild;
    private final MemorySegment nextSibling;
    private final MemorySegment parent;
    private final MemorySegment symbolForName;
    private final MemorySegment fieldForName;
    private final boolean[] named;
    /** The keyword that is a name, too, in {@code export { default } from}; 0 where there is none. */
    private final int defaultWord;

    /**
     * Loads a language.
     *
     * @param libraries where {@link Libraries} has put it
     */
    TreeSitter(Path libraries, String name) {
        SymbolLookup library = SymbolLookup.libraryLookup(Libraries.file(libraries, "tree-sitter"), Arena.global());
        SymbolLookup grammar =
                SymbolLookup.libraryLookup(Libraries.file(libraries, "tree-sitter-" + name), Arena.global());
        parse = library.findOrThrow("ts_parser_parse_string");
        freeTree = library.findOrThrow("ts_tree_delete");
        freeParser = library.findOrThrow("ts_parser_delete");
        freeCursor = library.findOrThrow("ts_tree_cursor_delete");
        root = library.findOrThrow("ts_tree_root_node");
        hasError = library.findOrThrow("ts_node_has_error");
        symbol = library.findOrThrow("ts_node_symbol");
        endByte = library.findOrThrow("ts_node_end_byte");
        begin = library.findOrThrow("ts_tree_cursor_new");
        current = library.findOrThrow("ts_tree_cursor_current_node");
        currentField = library.findOrThrow("ts_tree_cursor_current_field_id");
        firstChild = library.findOrThrow("ts_tree_cursor_goto_first_child");
        nextSibling = library.findOrThrow("ts_tree_cursor_goto_next_sibling");
        parent = library.findOrThrow("ts_tree_cursor_goto_parent");
        symbolForName = library.findOrThrow("ts_language_symbol_for_name");
        fieldForName = library.findOrThrow("ts_language_field_id_for_name");
        try {
            language = (MemorySegment) MAKE.invokeExact(grammar.findOrThrow("tree_sitter_" + name));
            parser = (MemorySegment) MAKE.invokeExact(library.findOrThrow("ts_parser_new"));
            if (!(boolean) SET.invokeExact(library.findOrThrow("ts_parser_set_language"), parser, language)) {
                throw new IllegalStateException("the grammar of %s is not for this tree-sitter".formatted(name));
            }
            named = new boolean[(int) COUNT.invokeExact(library.findOrThrow("ts_language_symbol_count"), language)];
            MemorySegment kind = library.findOrThrow("ts_language_symbol_type");
            for (int i = 0; i < named.length; i++) {
                named[i] = (int) KIND.invokeExact(kind, language, (short) i) == REGULAR;
            }
            defaultWord = symbol("default", false);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static MethodHandle form(FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(descriptor);
    }

    /** Native functions throw nothing checked. */
    private static RuntimeException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException it ? it : new IllegalStateException(e);
    }

    /** Returns whether nodes of a symbol are more than punctuation and keywords. */
    boolean isNamed(int symbol) {
        return symbol == SourceNodes.ERROR || named[symbol];
    }

    /** Returns the symbol of nodes that are called so; 0 if there are none. */
    int symbol(String name, boolean isNamed) {
        try (var scratch = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return Short.toUnsignedInt((short) FIND_SYMBOL.invokeExact(
                    symbolForName, language, scratch.allocateFrom(JAVA_BYTE, bytes), bytes.length, isNamed));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Returns the number of a field; 0 if there is none of that name. */
    int field(String name) {
        try (var scratch = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return Short.toUnsignedInt((short) FIND_FIELD.invokeExact(
                    fieldForName, language, scratch.allocateFrom(JAVA_BYTE, bytes), bytes.length));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Parses a text and reads all nodes of it into {@code nodes}. */
    void parse(byte[] utf8, SourceNodes nodes) {
        try (var scratch = Arena.ofConfined()) {
            MemorySegment text = scratch.allocateFrom(JAVA_BYTE, utf8);
            var tree = (MemorySegment) PARSE.invokeExact(parse, parser, MemorySegment.NULL, text, utf8.length);
            try {
                var top = (MemorySegment) GET_NODE.invokeExact(root, toNode, tree);
                nodes.begin((boolean) IS.invokeExact(hasError, top));
                var _ = (MemorySegment) BEGIN.invokeExact(begin, toCursor, top);
                try {
                    read(nodes);
                } finally {
                    FREE.invokeExact(freeCursor, cursor);
                }
            } finally {
                FREE.invokeExact(freeTree, tree);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Goes through all nodes, parents first. */
    private void read(SourceNodes nodes) throws Throwable {
        do {
            var it = (MemorySegment) GET_NODE.invokeExact(current, toNode, cursor);
            int kind = Short.toUnsignedInt((short) SYMBOL.invokeExact(symbol, it));
            int start = it.get(JAVA_INT, 0);
            boolean isNamed = isNamed(kind);
            boolean isAsked = isNamed || kind == defaultWord; // of others nobody asks
            int end = isAsked ? (int) PLACE.invokeExact(endByte, it) : start;
            int field = isAsked ? Short.toUnsignedInt((short) FIELD.invokeExact(currentField, cursor)) : 0;
            nodes.enter(kind, field, start, end);
            if (isNamed && (boolean) GO.invokeExact(firstChild, cursor)) {
                continue;
            }
            nodes.leave();
            while (!(boolean) GO.invokeExact(nextSibling, cursor)) {
                if (!(boolean) GO.invokeExact(parent, cursor)) {
                    return;
                }
                nodes.leave();
            }
        } while (true);
    }

    @Override
    public void close() {
        try {
            FREE.invokeExact(freeParser, parser);
        } catch (Throwable e) {
            throw failed(e);
        } finally {
            arena.close();
        }
    }
}
