package dev.daybook.code;

import dev.daybook.code.CodeViews.DefinitionView;
import dev.daybook.code.CodeViews.Found;
import dev.daybook.code.CodeViews.Hit;
import dev.daybook.code.CodeViews.ImportView;
import dev.daybook.code.CodeViews.LineView;
import dev.daybook.code.TagRanking.Ranked;
import dev.daybook.domain.Rejected;
import dev.daybook.projection.Tables;
import dev.daybook.query.Reads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Finds source files by words. One to five plain words are tags: files that have any of them are ranked by what the words
 * weigh in them. Anything else, such as phrases, beginnings of words and Japanese, is looked for in the full text, all of
 * it. Thread-safe.
 */
final class CodeSearch {

    static final int LIMIT_MAX = 100;
    static final int TAGS_MAX = 5;

    private static final int SHOWN_DEFINITIONS = 5;

    /** Files of other tools that were read here, too, are left out when they are shown. */
    private static final int SPARE = 8;

    private static final Pattern PLAIN = Pattern.compile("[\\w$.\\-/]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Query ROOT = DSL.query("SELECT root FROM source_trees WHERE project = ?");

    private final Reads reads;
    private final Predicate<Path> mayLook;

    /** @param mayLook says of which roots the files may be looked at */
    CodeSearch(Reads reads, Predicate<Path> mayLook) {
        this.reads = reads;
        this.mayLook = mayLook;
    }

    /**
     * What is looked for.
     *
     * @param lines how many lines of each file are shown
     */
    record Request(String query, FileFilter filter, boolean exported, int limit, int lines) {

        Request {
            if (limit < 1 || limit > LIMIT_MAX) {
                throw Rejected.invalidAt("/limit", "a limit of %d is out of range: want 1 to %d", limit, LIMIT_MAX);
            }
        }

        List<String> words() {
            return Stream.of(query.strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    }

    /** What was found, before anything of it is shown. */
    private record Best(List<Ranked> files, String by) {}

    /** @throws Rejected if the query cannot be read */
    Found search(Request request, CodeViews.Behind behind) {
        return reads.read(dsl -> {
            Tables tables = Tables.of(dsl);
            Best best = best(tables, request);
            List<Hit> hits = hits(tables, request, best);
            List<String> suggestions = hits.isEmpty() ? Suggestions.of(tables, request.words()) : List.of();
            return new Found(hits, best.by(), suggestions, hits.isEmpty() && CodeQueries.isEmpty(tables), behind);
        });
    }

    private static Best best(Tables tables, Request request) {
        List<String> words = request.words();
        boolean testsWanted = words.stream().anyMatch(CodeSearch::isOfTests);
        int limit = request.limit() + SPARE;
        List<SoughtWord> tags =
                words.stream().map(SoughtWord::of).filter(SoughtWord::canBeTag).toList();
        boolean byTags = words.size() <= TAGS_MAX
                && !tags.isEmpty()
                && words.stream().allMatch(word -> PLAIN.matcher(word).matches() && isSimple(word));
        if (byTags) {
            List<Ranked> files = new TagRanking(tables, request.filter(), tags, testsWanted).best(limit);
            if (!files.isEmpty()) {
                return new Best(files, "tags");
            }
        }
        var text = new TextSearch(tables, request.filter(), testsWanted);
        List<Ranked> files = text.best(request.query(), limit);
        if (!files.isEmpty() || !byTags) {
            return new Best(files, "text");
        }
        return new Best(text.beginning(words, limit), "beginnings");
    }

    /** Whether it has no meaning of its own in a query, and is no Japanese. */
    private static boolean isSimple(String word) {
        return !word.startsWith("-") && !word.equals("OR") && word.chars().allMatch(c -> c < 0x2E80);
    }

    private static boolean isOfTests(String word) {
        return Identifiers.parts(word).stream()
                .map(part -> part.toLowerCase(Locale.ROOT))
                .anyMatch(part -> part.equals("test") || part.equals("tests") || part.equals("spec"));
    }

    private List<Hit> hits(Tables tables, Request request, Best best) {
        var details = new FileDetails(tables);
        Map<Long, FileDetails.Stored> files =
                details.files(best.files().stream().map(Ranked::file).toList());
        var shown = new ArrayList<Ranked>();
        var paths = new HashSet<SourceFile>();
        Stream.concat(
                        best.files().stream().filter(it -> isOwn(files.get(it.file()))),
                        best.files().stream().filter(it -> !isOwn(files.get(it.file()))))
                .filter(it ->
                        paths.add(Objects.requireNonNull(files.get(it.file())).file()))
                .sorted(Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::file))
                .limit(request.limit())
                .forEach(shown::add);
        List<Long> numbers = shown.stream().map(Ranked::file).toList();
        Map<Long, List<DefinitionView>> definitions = details.definitions(numbers, parts(request.words()));
        Map<Long, Long> counts = details.counts(numbers, request.exported());
        Map<Long, List<ImportView>> imports = details.imports(numbers);
        Map<Long, List<String>> tags = details.ownTags(numbers);
        var roots = new HashMap<String, Optional<Path>>();
        return shown.stream()
                .map(it -> {
                    FileDetails.Stored file = Objects.requireNonNull(files.get(it.file()));
                    List<DefinitionView> all = definitions.getOrDefault(it.file(), List.of()).stream()
                            .filter(definition -> !request.exported() || definition.exported())
                            .toList();
                    List<DefinitionView> matching = matching(all, request.words());
                    SourceText text = request.lines() == 0
                            ? SourceText.NOT_READ
                            : SourceText.of(
                                    roots.computeIfAbsent(
                                            file.file().project(),
                                            project -> root(tables, project).filter(mayLook)),
                                    file.file().path(),
                                    file.sha256(),
                                    mayLook);
                    return new Hit(
                            file.file().key(),
                            file.file().project(),
                            file.file().path(),
                            file.language(),
                            Math.round(it.score() * 1_000) / 1_000.0,
                            file.sizeBytes(),
                            file.modifiedAt(),
                            file.test(),
                            tags.getOrDefault(it.file(), List.of()),
                            matching,
                            counts.getOrDefault(it.file(), 0L) - matching.size(),
                            imports.getOrDefault(it.file(), List.of()),
                            snippet(text, matching, request),
                            text.encoding(),
                            text.state());
                })
                .toList();
    }

    private static boolean isOwn(FileDetails.@org.jspecify.annotations.Nullable Stored file) {
        return file != null && file.tool().isEmpty();
    }

    /** Returns where a tree stands, if that is on this machine. */
    static Optional<Path> root(Tables tables, String project) {
        return tables.fetch(ROOT, row -> row.getString(1), project).stream()
                .findFirst()
                .map(Path::of)
                .filter(Files::isDirectory);
    }

    /** Returns the definitions that have the words, those that are called so first; without any the first of the file. */
    private static List<DefinitionView> matching(List<DefinitionView> all, List<String> words) {
        List<String> parts = parts(words);
        List<String> wholes = words.stream().map(Identifiers::squashed).toList();
        List<DefinitionView> matching = all.stream()
                .filter(definition -> rank(definition, wholes, parts) < 3)
                .sorted(Comparator.comparingInt(definition -> rank(definition, wholes, parts)))
                .limit(SHOWN_DEFINITIONS)
                .toList();
        return matching.isEmpty() ? all.stream().limit(1).toList() : matching;
    }

    private static List<String> parts(List<String> words) {
        return words.stream()
                .flatMap(word -> Identifiers.parts(word).stream())
                .map(part -> part.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static int rank(DefinitionView definition, List<String> wholes, List<String> parts) {
        if (wholes.contains(Identifiers.squashed(definition.name()))) {
            return 0;
        }
        if (has(definition.name(), parts)) {
            return 1;
        }
        return definition.signature().filter(text -> has(text, parts)).isPresent()
                        || definition
                                .docstring()
                                .filter(text -> has(text, parts))
                                .isPresent()
                ? 2
                : 3;
    }

    private static boolean has(String text, List<String> parts) {
        String lower = text.toLowerCase(Locale.ROOT);
        return parts.stream().anyMatch(lower::contains);
    }

    private static List<LineView> snippet(SourceText text, List<DefinitionView> matching, Request request) {
        if (text.lines().isEmpty()) {
            return List.of();
        }
        long line = matching.stream()
                .filter(definition -> has(definition.name(), parts(request.words())))
                .findFirst()
                .map(DefinitionView::line)
                .or(() -> text.firstWith(request.words()))
                .or(() -> matching.stream().findFirst().map(DefinitionView::line))
                .orElse(1L);
        return text.around(line, request.lines());
    }
}
