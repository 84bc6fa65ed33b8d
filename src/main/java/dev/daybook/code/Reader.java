package dev.daybook.code;

import dev.daybook.code.CodeEvent.FileIndexed;
import dev.daybook.code.CodeQueries.Known;
import dev.daybook.code.parsing.Grammar;
import dev.daybook.code.parsing.Outcome;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.code.tree.Contents;
import dev.daybook.code.tree.GoModule;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.text.IoReasons;
import dev.daybook.text.TextEncoding;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads files of one tree as they are now. Thread-safe.
 *
 * @param known what the journal has of the tree, by path
 * @param anew which files are to be parsed even if they are as the journal has them
 * @param ownModules what modules of the tree begin with
 */
record Reader(
        IndexRequest request,
        SourceTree tree,
        Map<String, Known> known,
        Set<String> anew,
        List<String> ownModules,
        Parsers parsers,
        Patience patience) {

    /** The kind of the symbol that a module of Go is in its file. */
    private static final String MODULE = "module";

    /** Nobody reads the rest of such a file. */
    static final ParsedFile UNREAD = new ParsedFile(List.of(), List.of(), List.of(), List.of(), true);

    /** What became of a file. */
    sealed interface Result {

        /** It is this now, as far as it was parsed. */
        record Changed(FileIndexed event, TextEncoding encoding, Outcome outcome) implements Result {}

        record Unchanged(SourceTree.Entry entry, String sha256) implements Result {}

        /** It is in no index: nobody wrote it to be read. */
        record Skipped(SourceTree.Entry entry, Contents.Kind kind) implements Result {}

        /** It went away meanwhile. */
        record Gone() implements Result {}

        /** It stays as the journal has it. */
        record Unread(String path, String reason) implements Result {}
    }

    /** @throws dev.daybook.command.Unavailable if there is no use in going on */
    Result read(SourceTree.Entry entry) throws InterruptedException {
        Contents contents;
        try {
            contents = patience.read(() ->
                    Contents.read(tree.resolve(entry.path()), request.limits().fileBytesMax()));
        } catch (NoSuchFileException _) {
            return new Result.Gone();
        } catch (IOException e) {
            return new Result.Unread(entry.path(), IoReasons.of(e));
        } catch (OutOfMemoryError _) { // of one array, which nobody has: all else goes on
            return new Result.Unread(
                    entry.path(),
                    "there is no memory for its %d bytes: leave it out with --max-size".formatted(entry.sizeBytes()));
        }
        if (contents.kind() != Contents.Kind.WRITTEN) {
            return new Result.Skipped(entry, contents.kind());
        }
        Optional<Grammar> grammar = Grammar.ofFile(entry.path());
        String language = grammar.map(Grammar::language).orElse(Grammar.TEXT);
        Known before = known.get(entry.path());
        boolean same = before != null
                && before.sha256().equals(contents.sha256())
                && before.language().equals(language);
        if (same && !request.force() && !anew.contains(entry.path())) {
            return new Result.Unchanged(entry, contents.sha256());
        }
        Outcome outcome = grammar.isEmpty()
                ? new Outcome.Parsed(unparsed(entry.path(), contents), 0)
                : patience.ask(() -> parsers.parse(grammar.get(), contents.utf8(), ownModules));
        ParsedFile parsed = switch (outcome) {
            case Outcome.Parsed it -> it.file();
            case Outcome.SetAside _ -> UNREAD;
        };
        return new Result.Changed(
                new FileIndexed(
                        request.project(),
                        entry.path(),
                        contents.sha256(),
                        contents.bytes().length,
                        language,
                        entry.modifiedAt(),
                        parsed),
                contents.encoding(),
                outcome);
    }

    /** What is known of a file that no parser reads: of a module of Go what it is called. */
    private static ParsedFile unparsed(String path, Contents contents) {
        boolean isModule = path.equals(GoModule.FILE) || path.endsWith("/" + GoModule.FILE);
        List<Symbol> modules = isModule
                ? GoModule.of(contents.utf8()).stream()
                        .map(it -> new Symbol(it.name(), MODULE, it.line(), it.column(), Optional.empty()))
                        .toList()
                : List.of();
        return modules.isEmpty() ? ParsedFile.NOTHING : new ParsedFile(List.of(), List.of(), modules, List.of(), false);
    }
}
