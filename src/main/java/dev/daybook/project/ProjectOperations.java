package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What may be asked of projects.
 *
 * @param machine whose folders are looked through
 */
record ProjectOperations(Machine machine) {

    static final String TAG = "projects";

    private static final String PROJECT = "/projects/{path}";

    private static final int FZF_PATH_CHARS = 60;

    private record Text(@Says("lines for crontab") String crontab) {}

    private record Listed(
            @Says(value = "only those with this text in path or remote", label = "TEXT", min = 1, max = 1_000)
            Optional<String> search,

            @Says(
                    value = "those first whose name is most like this one",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    like = "daybook")
            Optional<String> similar,

            @Says(
                    value = "only those in this state",
                    words = {"present", "vanished", "moved", "any"},
                    standard = "present")
            String state,

            @Says(
                    value = "only those that belong to this repository",
                    min = 1,
                    max = 1_000,
                    like = "github.com/ada/engine")
            Optional<String> repository,

            @Says("with what is known of the repository that each belongs to")
            boolean withGithub) {}

    private record Which(
            @Says(value = "where it is", min = 1, max = ProjectPath.CHARS_MAX, like = "/home/ada/code/engine")
            String path) {}

    private record Looked(
            @Says(
                    value = "look through this folder only (default: all that are known or usual)",
                    label = "DIR",
                    most = 100,
                    like = "/home/ada/code")
            List<String> roots,

            @Says(
                    value = "do not look into folders of this name, or path if it has a slash",
                    label = "GLOB",
                    most = 100,
                    like = "node_modules")
            List<String> excludes,

            @Says("only if what is known is older than it may be, or nothing is")
            boolean ifStale,

            @Says("look, and record nothing") boolean dryRun) {}

    private record Linked(
            Which which,

            @Says(
                    value = "which repository it belongs to; empty leaves that to its remotes",
                    label = "HOST/OWNER/NAME",
                    max = 1_000,
                    like = "github.com/ada/engine")
            String repository) {}

    List<Operations<Ground>> all() {
        return List.of(
                new Operations<>(
                        "",
                        TAG,
                        "Projects, directories and repositories.",
                        List.of(
                                listing("projects", "listProjects"),
                                refreshing("update", "refreshProjects"),
                                freshness("freshness", "getFreshness"),
                                crontab("crontab", "getCrontab"))),
                new Operations<>(
                        "project", TAG, "Projects: the repositories on this machine.", List.of(showing(), linking())),
                new Operations<>(
                        "doctor",
                        TAG,
                        "Whether all is well, and what helps where it is not.",
                        List.of(new Doctor(machine).operation("doctor projects", "getProjectHealth"))));
    }

    Operation<?, Ground> listing(String name, String id) {
        return Operation.<Listed, Ground>reads(name, id, "GET /projects", Listed.class)
                .says("The projects on this machine, by path.", Refreshing.SAYS)
                .from(ProjectEvent.CATEGORY)
                .paged()
                .columns(
                        "path",
                        "remote",
                        "branch",
                        "state",
                        "repository",
                        "stars=github/stars",
                        "language=github/language")
                .called(commandForm -> commandForm
                        .procedure()
                        .brief("withGithub", "-g")
                        .columnWith("state", "state")
                        .columnWith("stars", "withGithub")
                        .columnWith("language", "withGithub")
                        .layout(
                                "default",
                                rows -> rows.stream().map(row -> path(row) + "\t" + value(row) + gitHub(row, "\t")))
                        .layout("simple", rows -> rows.stream().map(ProjectOperations::path))
                        .layout("fzf", ProjectOperations::fzf)
                        .ifNone("no projects: daybook update looks for them", "search", "state", "repository"))
                .lists("Project", ProjectRow.class, this::list);
    }

    Operation<?, Ground> refreshing(String name, String id) {
        return Operation.<Looked, Ground>writes(name, id, "POST /projects/refresh", Looked.class)
                .says(
                        "Looks for projects, and records what is otherwise than known.",
                        "A drive or folder that is not there says nothing of what was on it.")
                .revision(Revision.NONE)
                .takesLong()
                .called(commandForm -> commandForm
                        .option("roots", "--root")
                        .option("excludes", "--exclude")
                        .brief("dryRun", "-n")
                        .ends(answer -> answer.path("errors").isEmpty() ? Ending.WELL : Ending.ERRORS)
                        .notes(ProjectOperations::missed)
                        .begins())
                .answers(
                        "ProjectRefresh",
                        Refresh.Result.class,
                        (looked, call, ground) -> refreshed(looked, call, ground));
    }

    /** Cron mails what stands beside the output. */
    private static List<String> missed(JsonNode answer) {
        int folders = answer.path("errors").size();
        return folders == 0
                ? List.of()
                : List.of("%s could not be looked through: %s"
                        .formatted(
                                folders == 1 ? "a folder" : folders + " folders",
                                answer.at("/errors/0/message").asText()));
    }

    static Operation<?, Ground> freshness(String name, String id) {
        return Operation.<None, Ground>reads(name, id, "GET /freshness", None.class)
                .says("How fresh what is known of projects and repositories is.")
                .from(ProjectEvent.CATEGORY)
                .columns(
                        Column.of("cache"),
                        Column.of("state"),
                        Column.of("refreshed", "refreshedAt"),
                        Column.span("age", "ageSeconds"),
                        Column.span("ttl", "ttlSeconds"),
                        Column.of("hits"),
                        Column.of("stale"),
                        Column.of("misses"))
                .csv("cache", "state", "refreshedAt", "ageSeconds", "ttlSeconds", "hits", "stale", "misses")
                .called(commandForm -> commandForm.ifNone("nothing is known yet"))
                .lists(
                        "Freshness",
                        Freshness.Age.class,
                        (_, _, ground) -> Outcome.shown(Map.of("items", ages(ground))));
    }

    static Operation<?, Ground> crontab(String name, String id) {
        return Operation.<None, Ground>reads(name, id, "GET /crontab", None.class)
                .says("Lines for crontab that keep projects, directories and repositories up to date.")
                .called(commandForm -> commandForm.withoutJournal("").shows("crontab"))
                .answers("Crontab", Text.class, (_, _, _) -> Outcome.shown(new Text(Crontab.TEXT)));
    }

    private static Operation<?, Ground> showing() {
        return Operation.<Which, Ground>reads("project show", "getProject", "GET " + PROJECT, Which.class)
                .says("A project as it is now.")
                .from(ProjectEvent.CATEGORY)
                .withRevision()
                .showsKey(key -> Map.of("path", key))
                .called(commandForm -> commandForm.words("path").folder("path"))
                .answers("Project", ProjectRow.class, (which, _, ground) -> {
                    String path = ProjectPath.normal(which.path());
                    ProjectView project = queries(ground)
                            .project(path)
                            .orElseThrow(() -> Rejected.notFound("there is no project at '%s'", path));
                    return Outcome.thing(
                            new StreamId(ProjectEvent.CATEGORY, path),
                            project.revision(),
                            ProjectRow.of(
                                    project, github(List.of(project), ground).apply(project)));
                });
    }

    private static Operation<?, Ground> linking() {
        return Operation.<Linked, Ground>writes(
                        "project link", "linkProject", "PUT " + PROJECT + "/repository", Linked.class)
                .says("Says which repository a project belongs to.")
                .called(commandForm -> commandForm.words("path", "repository").folder("path"))
                .answers("Written", (linked, call, _) -> {
                    Optional<RemoteIdentity> repository = linked.repository().isEmpty()
                            ? Optional.empty()
                            : Optional.of(RepositoryOperations.identity("/repository", linked.repository()));
                    return call.done(new ProjectCommand.Link(
                            ProjectPath.normal(linked.which().path()), repository));
                });
    }

    private Outcome list(Listed it, Call call, Ground ground) {
        ProjectQueries queries = queries(ground);
        new Refreshing(machine).asked(Freshness.PROJECTS, call, ground);
        var filter = new ProjectQueries.Filter(
                it.search(),
                Optional.of(it.state()).filter(state -> !state.equals("any")),
                it.repository(),
                Optional.empty());
        if (it.similar().isEmpty() && !it.withGithub()) {
            return queries.listed(filter, call.cursor(), call.limit());
        }
        Page<ProjectView> page = it.similar()
                .map(name -> similar(name, queries.paths(filter), queries::projects, call))
                .orElseGet(() -> queries.projects(filter, call.cursor(), call.limit()));
        Function<ProjectView, Optional<RepositoryFacts>> github =
                it.withGithub() ? github(page.items(), ground) : _ -> Optional.empty();
        return page.map(project -> ProjectRow.of(project, github.apply(project)));
    }

    /**
     * They are in no order that a table has: a page begins at a place in it.
     *
     * @param keys of all, each a path whose last part is the name
     * @param rows by their keys
     */
    static <T> Page<T> similar(String name, List<String> keys, Function<List<String>, Map<String, T>> rows, Call call) {
        Page.checkedLimit(call.limit());
        int from = call.cursor()
                .map(cursor -> cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : -1)
                .orElse(0);
        if (from < 0) {
            throw Rejected.invalidAt(
                    "/cursor",
                    "'%s' is no place in this list: begin without it",
                    call.cursor().orElse(""));
        }
        int to = Math.min(keys.size(), from + call.limit());
        List<String> some = Similarity.most(name, keys.stream(), Function.identity(), to).stream()
                .skip(from)
                .toList();
        Map<String, T> known = rows.apply(some);
        return new Page<>(
                some.stream().flatMap(key -> Stream.ofNullable(known.get(key))).toList(),
                to < keys.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private static Function<ProjectView, Optional<RepositoryFacts>> github(List<ProjectView> of, Ground ground) {
        Set<String> ids = of.stream()
                .flatMap(projectView -> projectView.repository().stream())
                .collect(Collectors.toSet());
        Map<String, RepositoryView> known = queries(ground).repositories(ids);
        return projectView -> projectView.repository().map(known::get).map(RepositoryView::facts);
    }

    private Outcome refreshed(Looked it, Call call, Ground ground) {
        List<String> roots = it.roots().stream()
                .map(root -> call.path("roots", root, "folder").toString())
                .toList();
        RootOperations.excludes(it.excludes(), machine.home(), "/excludes");
        return new Refreshing(machine)
                .projects(roots, it.excludes(), it.ifStale(), it.dryRun(), new Batched(call, ground), ground);
    }

    /** What is compared with must not lack what was written last. */
    static void current(Ground ground) {
        for (String category :
                List.of(ProjectEvent.CATEGORY, DirectoryEvent.CATEGORY, RepositoryEvent.CATEGORY, ScanEvent.CATEGORY)) {
            ground.await(ProjectEvent.CATEGORY, Selection.category(category));
        }
    }

    /** Whoever is told that something was recorded finds it. */
    static Outcome shown(Object view, Ground ground) {
        current(ground);
        return new Outcome.Shown(view, OptionalLong.of(ground.journal().head().value()));
    }

    static List<Freshness.Age> ages(Ground ground) {
        return StreamSupport.stream(Freshness.caches().spliterator(), false)
                .map(cache -> age(cache, ground))
                .toList();
    }

    static Freshness.Age age(String cache, Ground ground) {
        return once(ground)
                .age(cache, queries(ground).freshness(cache), ground.clock().instant());
    }

    static Freshness once(Ground ground) {
        return ground.once(Freshness.class, Freshness::new);
    }

    static ProjectQueries queries(Ground ground) {
        return new ProjectQueries(ground.reads(ProjectEvent.CATEGORY));
    }

    private static String path(JsonNode row) {
        return row.path("path").asText();
    }

    private static String value(JsonNode row) {
        return row.path("remote").asText(row.path("branch").asText(""));
    }

    private static Stream<String> fzf(List<JsonNode> rows) {
        long remotes = rows.stream().filter(row -> row.hasNonNull("remote")).count();
        return Stream.concat(
                rows.stream().map(row -> (padded(path(row)) + " " + value(row) + gitHub(row, " ")).stripTrailing()),
                Stream.of(
                        "",
                        "Stats: %d projects total | %d with remotes | %d local only"
                                .formatted(rows.size(), remotes, rows.size() - remotes)));
    }

    /** Returns a path in as many columns as gum gives it, which counts characters. */
    private static String padded(String path) {
        return path + " ".repeat(Math.max(0, FZF_PATH_CHARS - path.codePointCount(0, path.length())));
    }

    /** What is known of its repository, if that was asked for. */
    private static String gitHub(JsonNode row, String before) {
        JsonNode facts = row.path("github");
        return facts.isObject()
                ? before
                        + Stream.of(
                                        facts.path("fullName").asText(),
                                        facts.path("stars").asText(""),
                                        facts.path("language").asText(""))
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(" ", "[GitHub: ", "]"))
                : "";
    }
}
