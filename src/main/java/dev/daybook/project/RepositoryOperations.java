package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/**
 * What may be asked of repositories at their hosts.
 *
 * @param machine whose token they are asked for with
 */
record RepositoryOperations(Machine machine) {

    private record Asked(
            @Says(
                    value =
                            "all and which are gone, what changed since the last time, each known one by itself with its languages, or what the remotes of the projects here have",
                    words = {GitHubSync.FULL, GitHubSync.INCREMENTAL, GitHubSync.METADATA, GitHubSync.REPOS},
                    standard = GitHubSync.INCREMENTAL)
            String type,

            @Says("only if what is known is older than it may be, or nothing is")
            boolean ifStale,

            @Says("ask, and neither record nor fetch anything")
            boolean dryRun) {}

    private record Listed(
            @Says(value = "only those with this text in name or description", label = "TEXT", min = 1, max = 1_000)
            Optional<String> search,

            @Says(
                    value = "those first whose name is most like this one",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    like = "engine")
            Optional<String> similar) {}

    List<Operations<Ground>> all() {
        return List.of(new Operations<>(
                "",
                ProjectOperations.TAG,
                "",
                List.of(
                        listing("github", "listRepositories"),
                        syncing("sync", "syncRepositories"),
                        new CloneOperation(machine).operation("clone", "cloneRepository"))));
    }

    Operation<?, Ground> listing(String name, String id) {
        return Operation.<Listed, Ground>reads(name, id, "GET /repositories", Listed.class)
                .says("The repositories that are known at their hosts.", Refreshing.SAYS)
                .from(ProjectEvent.CATEGORY)
                .paged()
                .columns(
                        "id",
                        "visibility=facts/visibility",
                        "language=facts/language",
                        "stars=facts/stars",
                        "description=facts/description",
                        "pushed=facts/pushedAt")
                .csv(
                        "id",
                        "visibility=facts/visibility",
                        "language=facts/language",
                        "stars=facts/stars",
                        "description=facts/description",
                        "pushedAt=facts/pushedAt")
                .called(commandForm -> commandForm
                        .procedure()
                        .layout("default", rows -> rows.stream().map(RepositoryOperations::line))
                        .layout(
                                "simple",
                                rows -> rows.stream()
                                        .map(row -> row.path("facts")
                                                .path("fullName")
                                                .asText()))
                        .layout("fzf", rows -> rows.stream().map(RepositoryOperations::line))
                        .ifNone("no repositories: daybook sync asks for them", "search"))
                .lists("Repository", RepositoryView.class, (listed, call, ground) -> {
                    ProjectQueries queries = ProjectOperations.queries(ground);
                    new Refreshing(machine).asked(Freshness.REPOSITORIES, call, ground);
                    return listed.similar()
                            .map(alike -> ProjectOperations.similar(
                                    alike, queries.ids(listed.search()), queries::repositories, call))
                            .orElseGet(() -> queries.repositories(
                                    listed.search(), call.cursor(), Page.checkedLimit(call.limit())));
                });
    }

    private static String line(JsonNode row) {
        JsonNode facts = row.path("facts");
        String description = facts.path("description").asText("");
        return "%s (%s)%s"
                .formatted(
                        facts.path("fullName").asText(),
                        facts.path("visibility").asText("").equals("public") ? "public" : "private",
                        description.isEmpty() ? "" : " - " + description);
    }

    Operation<?, Ground> syncing(String name, String id) {
        return Operation.<Asked, Ground>writes(name, id, "POST /repositories/refresh", Asked.class)
                .says(
                        "Asks GitHub for repositories, and records what is otherwise than known; or fetches into the"
                                + " projects here what their remotes have, and changes nothing that is checked out.",
                        "The token is that of GH_TOKEN, GITHUB_TOKEN or the program gh; where GH_HOST is not GitHub's,"
                                + " that of GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN or gh.",
                        "Where GITHUB_API_URL leads elsewhere only DAYBOOK_GITHUB_TOKEN goes, or what gh keeps for there.",
                        "A repository that cannot be asked for is listed, and all others are recorded.")
                .revision(Revision.NONE)
                .takesLong()
                .called(commandForm -> commandForm
                        .brief("type", "-t")
                        .brief("dryRun", "-n")
                        .begins()
                        .procedure())
                .answers("RepositorySync", GitHubSync.Result.class, this::synced);
    }

    private Outcome synced(Asked it, Call call, Ground ground) {
        if (it.type().equals(GitHubSync.REPOS)) {
            call.wants(Role.ADMIN, "type");
            return Refreshing.work(
                    Refreshing.of(it.type(), it.dryRun()),
                    it.type(),
                    ground,
                    progress -> LocalFetch.run(
                            ProjectOperations.queries(ground).projects(ProjectQueries.Filter.PRESENT),
                            GitHubSync.logins(machine),
                            it.dryRun(),
                            progress));
        }
        return new Refreshing(machine)
                .repositories(it.type(), it.ifStale(), it.dryRun(), call, new Batched(call, ground), ground);
    }

    static RemoteIdentity identity(String pointer, String text) {
        return Optional.of(text)
                .flatMap(oneText -> oneText.contains(":") ? RemoteIdentity.of(oneText) : RemoteIdentity.parse(oneText))
                .orElseThrow(() ->
                        Rejected.invalidAt(pointer, "'%s' is no repository: want host/owner/name, or a URL", text));
    }
}
