package dev.daybook.code;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.CodeViews.Behind;
import dev.daybook.code.CodeViews.Caller;
import dev.daybook.code.CodeViews.Found;
import dev.daybook.code.CodeViews.Place;
import dev.daybook.code.CodeViews.Row;
import dev.daybook.code.CodeViews.Status;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.projection.Tables;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What may be asked of source files, and said of them. */
final class CodeOperations {

    private static final String CODE = "/code";
    private static final String FILE = CODE + "/files/{file}";

    private static final String NONE_KNOWN = "no source files are known: daybook code index reads them";

    private static final List<Column> TREE = List.of(
            Column.of("project"),
            Column.of("files"),
            Column.of("tests"),
            Column.of("definitions"),
            Column.of("bytes", "sizeBytes"),
            Column.of("broken"),
            Column.of("changed", "onDisk/changed"),
            Column.of("gone", "onDisk/gone"),
            Column.of("since", "onDisk/since"),
            Column.of("indexed", "indexedAt"),
            Column.of("root"));

    private record Filter(
            @Says(value = "only files of this source tree", label = "NAME", min = 1, max = 64, like = "shop")
            Optional<String> project,

            @Says(
                    value = "only files of this language; repeat it for more",
                    label = "LANGUAGE",
                    min = 1,
                    max = 40,
                    most = 32,
                    like = "typescript")
            List<String> language,

            @Says(
                    value = WantedPaths.SAYS,
                    label = "PATTERN",
                    min = 1,
                    max = WantedPaths.CHARS_MAX,
                    most = WantedPaths.MOST,
                    pattern = WantedPaths.LINE,
                    want = WantedPaths.WANT,
                    like = "src/**/*.ts")
            List<String> path,

            @Says(
                    value = "only files that define such a thing: class, function, method, …",
                    label = "KIND",
                    min = 1,
                    max = 40,
                    like = "class")
            Optional<String> kind,

            @Says(
                    value = "only files with this tag, given or derived",
                    label = "TAG",
                    min = 1,
                    max = 64,
                    like = "billing")
            Optional<String> tag,

            @Says(
                    value = "only files that define something which others can use, or none",
                    words = {"yes", "no"},
                    like = "yes")
            Optional<String> exports,

            @Says(
                    value = "only files that a test is called after, or none",
                    words = {"yes", "no"},
                    like = "no")
            Optional<String> tests,

            @Says(value = "only files of so many bytes or more", label = "BYTES", min = 0, like = "1000")
            Optional<Long> minSize,

            @Says(value = "only files of so many bytes or less", label = "BYTES", min = 0, like = "100000")
            Optional<Long> maxSize,

            @Says(value = "only files written at this time or later", form = TextForm.TIME, like = "2026-01-05")
            Optional<String> since,

            @Says(
                    value = "only files written before this time, or by the end of this day",
                    form = TextForm.TIME,
                    like = "2026-03-31")
            Optional<String> until) {

        FileFilter filter(Call call) {
            var _ = WantedPaths.of("path", path);
            return new FileFilter(
                    project,
                    language,
                    path,
                    kind,
                    tag,
                    exports.map("yes"::equals),
                    tests.map("yes"::equals),
                    minSize,
                    maxSize,
                    call.time("since", since, When.FROM),
                    call.time("until", until, When.UNTIL));
        }
    }

    private record Sought(
            @Says(
                    value = "one to five words, any of which is enough; or \"in quotes\" a phrase, a* what begins so,"
                            + " -word not, a OR b",
                    label = "TEXT",
                    min = 1,
                    max = 500,
                    like = "retry worker")
            String q,

            Filter filter,

            @Says("only what other files can use") boolean exported,

            @Says(value = "how many files at most", label = "N", min = 1, max = CodeSearch.LIMIT_MAX, standard = "20")
            int limit,

            @Says(value = "how many lines of each file to show", label = "N", min = 0, max = 50, standard = "0")
            int lines) {}

    private record Named(
            @Says(
                    value = "the name as it is spelled",
                    label = "NAME",
                    min = 1,
                    max = 500,
                    thing = "symbol",
                    like = "findUser")
            String name,

            @Says(value = "only in this source tree", label = "PROJECT", min = 1, max = 64, like = "shop")
            Optional<String> project,

            @Says(value = "how many at most", label = "N", min = 1, max = 1_000, standard = "100")
            int limit) {}

    private record Which(
            @Says(
                    value = "which file: project!/path, or a path that one project has",
                    min = 1,
                    max = 4_200,
                    like = "shop!/src/find.ts")
            String file) {}

    private record Tagged(
            Which which,

            @Says(value = "tags", min = 1, max = 64, most = 32, like = "billing")
            List<String> tags) {}

    static final List<Operation<?, Ground>> ALL = List.of(
            Operation.<None, Ground>reads("code status", "getCodeStatus", "GET " + CODE, None.class)
                    .says(
                            "How much is known of which source trees, and how far that is behind their files.",
                            "Files that are new are not counted: an indexer finds them.")
                    .from(CodeProjection.NAME)
                    .ofNow()
                    .called(form -> form.shows(new Part.Rows("/projects", NONE_KNOWN, Integer.MAX_VALUE, TREE))
                            .notes(IndexLag::notes))
                    .answers("CodeStatus", Status.class, (_, call, ground) -> status(call, ground)),
            Operation.<Sought, Ground>reads("code search", "searchCode", "GET " + CODE + "/search", Sought.class)
                    .says(
                            "Finds source files by words, the best first.",
                            "Names are found by their parts, however they are spelled: getUserById by user and by"
                                    + " get_user_by_id. A word weighs 5 in a filename, 3 in a folder and in each"
                                    + " definition, 2 in imports and symbols, 1 in comments; tests a tenth, unless"
                                    + " they are looked for.")
                    .from(CodeProjection.NAME)
                    .ofNow()
                    .repeated("path")
                    .tool("search", "code")
                    .columns(new Column("place", CodeLayouts::place), new Column("found", CodeLayouts::found))
                    .columns("language", "project", "score")
                    .drawn(new Drawing.Leads(CodeEvent.CATEGORY, "/id"))
                    .csv("project", "path", "language", "score", "sizeBytes", "modifiedAt", "test", "state")
                    .called(form -> form.words("q")
                            .time("since", When.FROM)
                            .time("until", When.UNTIL)
                            .layout("markdown", CodeLayouts::markdown)
                            .layout("compact", CodeLayouts::compact)
                            .ifNone("nothing found")
                            .notes(CodeOperations::notes))
                    .answers("CodeFound", Found.class, CodeOperations::search),
            Operation.<Named, Ground>reads("code refs", "listCodeReferences", "GET " + CODE + "/refs", Named.class)
                    .says("Where a name is defined, and where it is used.")
                    .from(CodeProjection.NAME)
                    .ofNow()
                    .columns(new Column("place", CodeOperations::line))
                    .columns("role", "kind", "text", "scope", "project")
                    .drawn(new Drawing.Leads(CodeEvent.CATEGORY, "/id"))
                    .csv("name", "role", "project", "path", "line", "kind", "text", "scope")
                    .called(form -> form.words("name")
                            .ifNone("nobody defines or uses it: code search finds names like it")
                            .notes(CodeOperations::more))
                    .answers("CodePlaces", Places.class, CodeOperations::refs),
            Operation.<Named, Ground>reads("code callers", "listCodeCallers", "GET " + CODE + "/callers", Named.class)
                    .says("Which files use what another file defines under that name: those that import the file"
                            + " and use the name, and those of the same folder where the language needs no"
                            + " import.")
                    .from(CodeProjection.NAME)
                    .ofNow()
                    .columns("path", "lines", "through", "module", "defined", "project")
                    .drawn(new Drawing.Leads(CodeEvent.CATEGORY, "/id"))
                    .csv("project", "path", "lines", "through", "module", "defined")
                    .called(form -> form.words("name")
                            .ifNone("no file that imports a definition of it uses it")
                            .notes(CodeOperations::more))
                    .answers("CodeCallers", Callers.class, CodeOperations::callers),
            Operation.<Filter, Ground>reads("code list", "listCode", "GET " + CODE + "/files", Filter.class)
                    .says("The source files that are known, by project and path.")
                    .from(CodeProjection.NAME)
                    .repeated("path")
                    .paged()
                    .columns("path", "language", "bytes=sizeBytes", "definitions", "exports", "test", "project")
                    .called(form -> form.time("since", When.FROM)
                            .time("until", When.UNTIL)
                            .ifNone(NONE_KNOWN, "project", "language", "path", "kind", "tag")
                            .notes(IndexLag::notes))
                    .lists("CodeFile", Row.class, BesideFiles.class, CodeOperations::list),
            Operation.<Which, Ground>reads("code show", "getCode", "GET " + FILE, Which.class)
                    .says("A source file with all that is known of it.")
                    .from(CodeProjection.NAME)
                    .withRevision()
                    .showsKey(key -> Map.of("file", key))
                    .called(form -> form.words("file").notes(IndexLag::notes))
                    .answers("Code", CodeViews.FileView.class, CodeOperations::show),
            Operation.<Tagged, Ground>writes("code tag", "tagCode", "POST " + FILE + "/tags", Tagged.class)
                    .says("Gives a source file tags, by which it is found as by its name.")
                    .revision(Revision.OPTIONAL)
                    .called(form -> form.words("file", "tags").unseen())
                    .answers(
                            "Written",
                            (tagged, call, ground) -> call.done(new CodeCommand.Tag(
                                    new CodeQueries(ground).named(tagged.which().file()), tagged.tags()))),
            Operation.<Tagged, Ground>destroys("code untag", "untagCode", "DELETE " + FILE + "/tags", Tagged.class)
                    .says("Takes tags off a source file; without any, all that somebody gave it.")
                    .revision(Revision.OPTIONAL)
                    .called(form -> form.words("file", "tags").unseen())
                    .answers(
                            "Written",
                            (tagged, call, ground) -> call.done(new CodeCommand.Untag(
                                    new CodeQueries(ground).named(tagged.which().file()), tagged.tags()))));

    /**
     * Where a name stands.
     *
     * @param more whether there are other places
     */
    private record Places(List<Place> items, boolean more, boolean nothingIndexed, Behind behind)
            implements Outcome.WithItems {}

    /**
     * Who uses a name.
     *
     * @param more whether there are other files
     * @param cut whether so many files may use it that not all were looked at
     */
    private record Callers(List<Caller> items, boolean more, boolean cut, boolean nothingIndexed, Behind behind)
            implements Outcome.WithItems {}

    private record BesideFiles(Behind behind) {}

    private static Outcome search(Sought sought, Call call, Ground ground) {
        var request = new CodeSearch.Request(
                sought.q(), sought.filter().filter(call), sought.exported(), sought.limit(), sought.lines());
        return Outcome.shown(new CodeSearch(ground.reads(CodeQueries.READ_MODEL), mayLook(call))
                .search(request, IndexLag.of(ground, request.filter().project())));
    }

    private static Outcome refs(Named named, Call call, Ground ground) {
        List<Place> places = ground.reads(CodeQueries.READ_MODEL)
                .read(dsl ->
                        new References(Tables.of(dsl), mayLook(call)).of(named.name(), named.project(), named.limit()));
        return Outcome.shown(new Places(
                places.stream().limit(named.limit()).toList(),
                places.size() > named.limit(),
                places.isEmpty() && CodeQueries.isEmpty(ground),
                IndexLag.of(ground, named.project())));
    }

    private static Outcome callers(Named named, Call call, Ground ground) {
        References.Callers found = ground.reads(CodeQueries.READ_MODEL)
                .read(dsl -> new References(Tables.of(dsl), mayLook(call))
                        .callers(named.name(), named.project(), named.limit() + 1));
        List<Caller> callers = found.files();
        return Outcome.shown(new Callers(
                callers.stream().limit(named.limit()).toList(),
                callers.size() > named.limit(),
                found.cut(),
                callers.isEmpty() && CodeQueries.isEmpty(ground),
                IndexLag.of(ground, named.project())));
    }

    private static Outcome list(Filter filter, Call call, Ground ground) {
        Page<Row> page = new CodeQueries(ground).files(filter.filter(call), call.cursor(), call.limit());
        return new Outcome.Besides(page, new BesideFiles(IndexLag.of(ground, filter.project())));
    }

    private static Outcome show(Which which, Call call, Ground ground) {
        var queries = new CodeQueries(ground);
        SourceFile file = queries.named(which.file());
        CodeViews.FileView view = queries.file(file, IndexLag.of(ground, Optional.of(file.project())), mayLook(call))
                .orElseThrow(
                        () -> Rejected.notFound("there is no file '%s': it was never indexed, or removed", file.key()));
        return Outcome.thing(file.stream(), view.revision(), view);
    }

    private static Outcome status(Call call, Ground ground) {
        return Outcome.shown(
                new Status(new CodeQueries(ground).trees(mayLook(call)), IndexLag.of(ground, Optional.empty())));
    }

    /** Lines of files are for those who may read files of this machine. */
    private static Predicate<Path> mayLook(Call call) {
        return root -> call.mayLookAt(root.toString());
    }

    private static List<String> notes(JsonNode answer) {
        List<String> suggestions =
                answer.path("suggestions").valueStream().map(JsonNode::asText).toList();
        boolean mayBeMore =
                answer.path("items").isEmpty() && !answer.path("nothingIndexed").asBoolean();
        Stream<String> there = suggestions.isEmpty()
                ? Stream.of("fewer words, or the beginning of one with a star (retr*), find more")
                        .filter(_ -> mayBeMore)
                : Stream.of("there is: " + String.join(", ", suggestions));
        return Stream.concat(there, IndexLag.notes(answer).stream()).toList();
    }

    private static List<String> more(JsonNode answer) {
        Stream<String> more = Stream.of("there are more: --limit shows them")
                .filter(_ -> answer.path("more").asBoolean());
        Stream<String> cut = Stream.of("more than %d files may use it, and not all were looked at: --project narrows it"
                        .formatted(References.FILES_MAX))
                .filter(_ -> answer.path("cut").asBoolean());
        return Stream.of(more, cut, IndexLag.notes(answer).stream())
                .flatMap(notes -> notes)
                .toList();
    }

    private static String line(JsonNode place) {
        return place.path("path").asText() + ":" + place.path("line").asText();
    }

    private CodeOperations() {}
}
