package dev.daybook.code.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads source files with tree-sitter. A fault of its native code ends the process: use {@link Parsers} where that must
 * not be. For one thread.
 */
final class TreeParser implements AutoCloseable {

    private record Reader(TreeSitter language, QueryMatches queries) {}

    private final Path libraries;
    private final Map<Grammar, Reader> readers = new EnumMap<>(Grammar.class);
    private final ImportKinds kinds = new ImportKinds();
    private final SourceNodes nodes = new SourceNodes();
    private final SourceNodes again = new SourceNodes();

    /** @param libraries where {@link Libraries} has put the parsers */
    TreeParser(Path libraries) {
        this.libraries = libraries;
    }

    /**
     * Reads a file.
     *
     * @param utf8 without a byte order mark; what is no character in it is one that is not known
     * @param ownModules what modules of its tree begin with, where the file does not tell
     */
    Outcome.Parsed parse(Grammar grammar, byte[] utf8, Collection<String> ownModules) {
        SourceText text = new SourceText(utf8);
        Reader reader = readers.computeIfAbsent(grammar, this::reader);
        reader.language.parse(text.utf8(), nodes);
        SourceNodes best = nodes;
        List<Found> more = List.of();
        if (nodes.isBroken()) {
            Optional<NewerSyntax.Plainer> plainer = NewerSyntax.without(grammar, text.utf8());
            if (plainer.isPresent()) {
                reader.language.parse(plainer.get().utf8, again);
                if (!again.isBroken() || again.errors() < nodes.errors()) {
                    best = again;
                    more = plainer.get().names;
                }
            }
        }
        var found = new ArrayList<>(reader.queries.in(best));
        found.addAll(more);
        return new ParsedFiles(text, grammar, kinds).of(found, best.isBroken(), ownModules, Outcome.ITEMS_MAX);
    }

    private Reader reader(Grammar grammar) {
        var language = new TreeSitter(libraries, grammar.library());
        return new Reader(language, new QueryMatches(QueryText.read(text(grammar.queries()), language), language));
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
            reader.language.close();
        }
        readers.clear();
    }
}
