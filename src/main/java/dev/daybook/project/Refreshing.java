package dev.daybook.project;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Call;
import dev.daybook.operation.Outcome.Work;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.project.github.GitHub;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Jobs;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings parts of the catalogue up to date, each as a job that whoever asks for the same joins; a server does so by
 * itself when somebody asks for what is stale, or contradicts itself, and answers with what is known.
 *
 * @param machine whose folders and hosts are asked
 */
record Refreshing(Machine machine) {

    static final String SAYS =
            "The header Daybook-Freshness says how old it is; a server brings what is stale up to date behind the answer.";

    /** Joined by those alone who are content with what is known, too. */
    private static final String IF_STALE = ", if stale";

    private static final Logger LOG = LoggerFactory.getLogger(Refreshing.class);

    Work projects(
            List<String> roots,
            List<String> excludes,
            boolean ifStale,
            boolean dryRun,
            CommandWriter writer,
            Ground ground) {
        String of = Stream.concat(roots.stream(), excludes.stream().map(text -> "without " + text))
                .sorted()
                .collect(Collectors.joining(", "));
        return work(of(of, dryRun) + (ifStale ? IF_STALE : ""), Freshness.PROJECTS, ground, progress -> {
            ProjectQueries queries = ProjectOperations.queries(ground);
            return ifStale && !isStale(Freshness.PROJECTS, ground)
                    ? Refresh.Result.known(queries.projects(ProjectQueries.Filter.PRESENT))
                    : Refresh.run(
                            queries,
                            machine.home(),
                            roots,
                            excludes,
                            ground.clock().instant(),
                            dryRun ? _ -> {} : writer,
                            progress);
        });
    }

    Work repositories(String type, boolean ifStale, boolean dryRun, Call call, CommandWriter writer, Ground ground) {
        return work(of(type, dryRun) + (ifStale ? IF_STALE : ""), Freshness.REPOSITORIES, ground, progress -> {
            if (ifStale && !isStale(Freshness.REPOSITORIES, ground)) {
                return GitHubSync.Result.fresh(type);
            }
            try (var github = new GitHub(GitHubSync.access(machine), ground.clock())) {
                return GitHubSync.run(
                        ProjectOperations.queries(ground),
                        github,
                        GitHubSync.host(machine),
                        type,
                        call.newId(),
                        ground.clock().instant(),
                        dryRun ? _ -> {} : writer,
                        progress);
            }
        });
    }

    static String of(String what, boolean dryRun) {
        return dryRun ? what + ", dry run" : what;
    }

    interface Looking {
        Object look(Progress progress) throws InterruptedException;
    }

    static Work work(String of, String cache, Ground ground, Looking looking) {
        return new Work(
                of,
                true,
                progress -> ProjectOperations.once(ground).alone(cache, progress, () -> {
                    ProjectOperations.current(ground);
                    Object result = looking.look(progress);
                    ProjectOperations.current(ground); // whoever is told that something was recorded finds it
                    return result;
                }));
    }

    private static boolean isStale(String cache, Ground ground) {
        return ProjectOperations.queries(ground)
                .freshness(cache)
                .map(freshnessView -> freshnessView.isStale(ground.clock().instant()))
                .orElse(true);
    }

    /** Counts that somebody asked for a part, says how fresh it is, and has a server bring up to date what is not. */
    void asked(String cache, Call call, Ground ground) {
        if (ground.isPast()) {
            return;
        }
        Freshness freshness = ProjectOperations.once(ground);
        Freshness.Age age =
                freshness.asked(cache, ProjectOperations.queries(ground).freshness(cache), call.now());
        call.says(
                "Daybook-Freshness",
                "%s%s; ttl=%d"
                        .formatted(
                                age.state(),
                                age.ageSeconds()
                                        .map(number -> "; age=" + number)
                                        .orElse(""),
                                age.ttlSeconds()));
        Jobs jobs = ground.service(Jobs.class);
        boolean isWrong = age.state().equals(Freshness.STALE)
                || (cache.equals(Freshness.PROJECTS) && jobs.areStaying() && freshness.contradictions(ground) > 0);
        if (isWrong && jobs.areStaying() && freshness.isDue(cache, call.now())) {
            begin(cache, jobs, call, ground);
        }
    }

    private void begin(String cache, Jobs jobs, Call call, Ground ground) {
        boolean projects = cache.equals(Freshness.PROJECTS);
        Work work = projects
                ? projects(List.of(), List.of(), false, false, Batched.behind(ground), ground)
                : repositories(GitHubSync.INCREMENTAL, false, false, call, Batched.behind(ground), ground);
        var order = new Jobs.Order(
                call.newId(),
                projects ? "refreshProjects" : "syncRepositories",
                work.of(),
                new Asker("daybook", Role.WRITE),
                Role.WRITE,
                true,
                true);
        try {
            jobs.start(order, work.result(), why -> {
                LOG.warn("{} could not be brought up to date: {}", cache, why.getMessage());
                return String.valueOf(why.getMessage());
            });
        } catch (Jobs.TooMany _) {
            LOG.debug("{} stays stale until there is less to do", cache);
        }
    }
}
