package dev.daybook.code;

import dev.daybook.operation.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is answered about source files. */
final class CodeViews {

    /** Something that a file defines. */
    record DefinitionView(
            String name,
            String kind,
            long line,
            long endLine,
            boolean exported,
            Optional<String> signature,
            Optional<String> docstring,
            List<String> decorators,
            Optional<String> scope) {}

    /** Something that a file takes from elsewhere. */
    record ImportView(
            String module, String kind, boolean dynamic, Optional<String> alias, List<String> names, long line) {}

    /** A name that a file introduces and that is no definition. */
    record SymbolView(String name, String kind, long line, Optional<String> scope) {}

    /** A line of a file. */
    record LineView(long line, String text) {}

    /**
     * A file that was found.
     *
     * @param id {@code project!/path}
     * @param definitions those that were looked for, or the first of it
     * @param more how many other definitions it has
     * @param snippet the lines around what was found, if they were asked for
     * @param encoding that the file on this machine was read in, if it is not UTF-8
     * @param state {@code current}, {@code changed} or {@code gone}, as the file on this machine is to what is known of it;
     *     {@code unread} if nobody looked
     */
    record Hit(
            String id,
            String project,
            String path,
            String language,
            double score,
            long sizeBytes,
            Instant modifiedAt,
            boolean test,
            List<String> tags,
            List<DefinitionView> definitions,
            long more,
            List<ImportView> imports,
            List<LineView> snippet,
            Optional<String> encoding,
            String state) {}

    /**
     * The answer of a search.
     *
     * @param by how it was found: {@code tags}, {@code text}, or {@code beginnings} of words where nothing else was found
     * @param suggestions words that there are, where nothing was found
     * @param nothingIndexed whether there are no files at all
     */
    record Found(List<Hit> items, String by, List<String> suggestions, boolean nothingIndexed, Behind behind)
            implements Outcome.WithItems {}

    /**
     * How far the index is behind.
     *
     * @param files at most so many that were indexed cannot be found yet
     * @param since when the first of them was, or when the first file of a watched tree changed that waits to be
     */
    record Behind(long files, Optional<Instant> since) {}

    /**
     * A file with all that is known of it.
     *
     * @param full whether of something (what it defines, imports, introduces or uses) as much is kept as is of any file:
     *     there may be more
     */
    record FileView(
            String id,
            String project,
            String path,
            String language,
            String sha256,
            long sizeBytes,
            Instant modifiedAt,
            Instant indexedAt,
            boolean broken,
            boolean full,
            boolean test,
            Optional<String> tool,
            List<String> tags,
            List<DefinitionView> definitions,
            List<ImportView> imports,
            List<SymbolView> symbols,
            Optional<String> encoding,
            String state,
            Behind behind,
            long revision) {}

    /** A file as it is listed. */
    record Row(
            String id,
            String project,
            String path,
            String language,
            long sizeBytes,
            Instant modifiedAt,
            long definitions,
            long exports,
            boolean broken,
            boolean test) {}

    /**
     * A place where a name stands.
     *
     * @param role {@code definition}, {@code symbol}, {@code import} or {@code reference}
     */
    record Place(
            String name,
            String role,
            String id,
            String project,
            String path,
            long line,
            Optional<String> kind,
            Optional<String> text,
            Optional<String> scope) {}

    /**
     * A file that uses what another one defines.
     *
     * @param through {@code import} with the module as it is spelled there, or {@code folder} if it needs none
     * @param defined where what is used is defined
     */
    record Caller(
            String id, String project, String path, List<Long> lines, String through, String module, String defined) {}

    /** What is known of a project. */
    record Tree(
            String project,
            Optional<String> root,
            long files,
            long tests,
            long broken,
            long definitions,
            long sizeBytes,
            List<Language> languages,
            Optional<Instant> indexedAt,
            OnDisk onDisk) {}

    record Language(String language, long files) {}

    /**
     * How far what is known is behind the files of this machine; new files are not counted, an indexer finds them.
     *
     * @param looked whether the tree is here to be looked at
     * @param since when the first of the changed ones was written
     */
    record OnDisk(boolean looked, long changed, long gone, Optional<Instant> since) {}

    /** The state of the index. */
    record Status(List<Tree> projects, Behind behind) {}

    private CodeViews() {}
}
