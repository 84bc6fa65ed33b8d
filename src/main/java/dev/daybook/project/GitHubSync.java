package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Progress;
import dev.daybook.project.github.GitHub;
import dev.daybook.project.github.GitHub.Access;
import dev.daybook.project.github.GitHub.Listed;
import dev.daybook.project.github.GitHubFailed;
import dev.daybook.project.github.Quota;
import dev.daybook.project.github.Token;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * Brings what is known of repositories up to date with their host: all that the owner of the token can see, and those
 * that projects here are copies of. Says what is otherwise than known, and nothing else.
 */
final class GitHubSync {

    static final String FULL = "full";
    static final String INCREMENTAL = "incremental";
    static final String METADATA = "metadata";
    static final String REPOS = "repos";

    /** Repositories that are asked for by themselves in one run: each is a request, and 5,000 an hour are allowed. */
    private static final int SINGLY_MAX = 1_000;

    private static final long HEARD_EVERY_MS = 200;

    private final GitHub github;
    private final String host;
    private final Instant now;
    private final Progress progress;
    private final Map<String, RepositoryView> known;
    private final Optional<FreshnessView> before;
    private final List<Command> commands = new ArrayList<>();
    private final List<Flaw> errors = new ArrayList<>();
    private final Set<String> met = ConcurrentHashMap.newKeySet();

    /** When those were created that were not known: one that is as old may be the same, renamed. */
    private final Set<Instant> unknownSince = new HashSet<>();

    /** Where the copies of repositories are, by the ids of these. */
    private final Map<String, List<String>> copies = new LinkedHashMap<>();

    private int seen;
    private int changed;
    private int gone;

    /**
     * What became of it.
     *
     * @param status completed, unchanged, fresh if nothing was asked, partial if there are errors, or failed; what was
     *     heard before it failed is kept
     * @param asked how many repositories the host told of
     * @param retryAt when to ask again, if the host said so
     * @param quota how often it may still be asked
     * @param errors what could not be asked for, while all else could
     */
    record Result(
            String type,
            String status,
            int asked,
            int seen,
            int changed,
            int gone,
            Optional<String> error,
            Optional<Instant> retryAt,
            Optional<Quota> quota,
            List<Flaw> errors) {

        static Result fresh(String type) {
            return of(type, "fresh", 0, 0, List.of());
        }

        static Result of(String type, String status, int asked, int changed, List<Flaw> errors) {
            return new Result(
                    type, status, asked, 0, changed, 0, Optional.empty(), Optional.empty(), Optional.empty(), errors);
        }
    }

    /** A repository that its host did not tell of, or a project whose remotes did not, and why. */
    record Flaw(String repository, String message) {}

    private GitHubSync(ProjectQueries queries, GitHub github, String host, Instant now, Progress progress) {
        this.progress = progress;
        this.github = github;
        this.host = host;
        this.now = now;
        known = queries.repositories().stream().collect(Collectors.toMap(RepositoryView::id, Function.identity()));
        before = queries.freshness(Freshness.REPOSITORIES);
    }

    /** Returns where repositories lie that this machine asks for: github.com, or {@code GH_HOST}. */
    static String host(Machine machine) {
        String host = set(machine, "GH_HOST").orElse(RemoteIdentity.GITHUB).toLowerCase(Locale.ROOT);
        if (!host.matches("[a-z0-9.-]+(:\\d{1,5})?")) {
            throw Rejected.invalid("GH_HOST is '%s': want a host such as %s", host, RemoteIdentity.GITHUB);
        }
        return host;
    }

    /** Returns how this machine asks: at {@code GITHUB_API_URL} if that is set. */
    static Access access(Machine machine) {
        String host = host(machine);
        String usual = Token.isEnterprise(host) ? "https://%s/api/v3".formatted(host) : "https://api." + host;
        String base = set(machine, "GITHUB_API_URL").orElse(usual);
        try {
            URI uri = new URI(base);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                boolean usualPlace = origin(uri).equals(origin(URI.create(usual)));
                return Access.of(
                        uri,
                        Token.anywhere(machine.environment())
                                .or(() -> usualPlace
                                        ? Token.find(machine.environment(), host, machine.home())
                                        : Optional.of(uri)
                                                .filter(oneUri ->
                                                        oneUri.getScheme().equals("https"))
                                                .flatMap(oneUri -> Token.kept(
                                                        machine.environment(),
                                                        oneUri.getAuthority(),
                                                        machine.home()))));
            }
        } catch (URISyntaxException _) {
            // told below, as all that is no such URL
        }
        throw Rejected.invalid("GITHUB_API_URL is '%s': want a URL such as https://api.github.com", base);
    }

    /** Returns what lets git in at the host of a URL: a token that is for there. */
    static Function<String, Optional<CredentialsProvider>> logins(Machine machine) {
        Map<String, String> environment = machine.environment();
        return url -> RemoteIdentity.of(url)
                .map(RemoteIdentity::host)
                .flatMap(host -> (host.equals(RemoteIdentity.GITHUB) || host.equals(host(machine))
                                ? Token.find(environment, host, machine.home())
                                : Token.kept(environment, host, machine.home()))
                        .map(token -> token.login(host)));
    }

    /** A token belongs to one of these. */
    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> set(Machine machine, String variable) {
        return Optional.of(machine.environment().getOrDefault(variable, "").strip())
                .filter(text -> !text.isEmpty());
    }

    /**
     * Asks, and says what is otherwise.
     *
     * @param type {@link #FULL}: all, and which are gone; {@link #INCREMENTAL}: what changed since the last time;
     *     {@link #METADATA}: each one that is known, with all its languages
     * @param run what the run is called
     * @param progress where it throws, no more is asked, and nothing is said
     * @throws InterruptedException if its caller is to end; nothing was said
     */
    static Result run(
            ProjectQueries queries,
            GitHub github,
            String host,
            String type,
            String run,
            Instant now,
            CommandWriter writer,
            Progress progress)
            throws InterruptedException {
        return new GitHubSync(queries, github, host, now, progress).run(queries, type, run, writer);
    }

    private Result run(ProjectQueries queries, String type, String run, CommandWriter writer)
            throws InterruptedException {
        Optional<GitHubFailed> failure = Optional.empty();
        boolean unchanged = false;
        try {
            Listed listed = listened(queries, type);
            unchanged = listed.unchanged();
            if (!type.equals(METADATA)) {
                Freshness.noted(Freshness.REPOSITORIES, before, !commands.isEmpty(), listed.etag(), now)
                        .ifPresent(commands::add);
            }
        } catch (GitHubFailed e) {
            failure = Optional.of(e);
        }
        String status = failure.isPresent()
                ? "failed"
                : !errors.isEmpty() ? "partial" : unchanged && commands.isEmpty() ? "unchanged" : "completed";
        if (!commands.isEmpty() || failure.isPresent()) {
            commands.add(new ScanCommand(new ScanEvent.SyncReported(
                    run,
                    type,
                    now,
                    Optional.of(now),
                    status,
                    met.size(),
                    failure.isPresent() ? Optional.empty() : Optional.of((long) met.size()),
                    failure.map(GitHubFailed::getMessage)
                            .or(() -> errors.stream()
                                    .findFirst()
                                    .map(flaw -> flaw.repository() + ": " + flaw.message())))));
        }
        writer.write(commands, progress, met.size());
        return new Result(
                type,
                status,
                met.size(),
                seen,
                changed,
                gone,
                failure.map(GitHubFailed::getMessage),
                failure.flatMap(GitHubFailed::until),
                github.quota(),
                errors);
    }

    /** Asks in a thread of its own: a request, or the wait for the next one, ends at once when nobody wants it. */
    private Listed listened(ProjectQueries queries, String type) throws InterruptedException {
        boolean full = type.equals(FULL);
        var asking = new FutureTask<>(() -> {
            Optional<String> etag = before.flatMap(FreshnessView::hash);
            Listed listed = type.equals(METADATA)
                    ? new Listed(false, etag, false)
                    : github.repositories(full ? Optional.empty() : etag, node -> heard(node) || full);
            singly(queries, type);
            return listed;
        });
        Thread thread = Thread.ofVirtual().name("github").start(asking);
        try {
            while (true) { // until the host has answered, or the progress throws
                try {
                    return asking.get(HEARD_EVERY_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    long total = known.isEmpty() ? 0 : Math.max(known.size(), met.size());
                    progress.at(met.size(), total, "asking " + host);
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("asking %s broke".formatted(host), e.getCause());
        } finally {
            thread.interrupt();
            thread.join();
        }
    }

    /** Takes what the host tells of a repository. Returns whether those that changed before may be news, too. */
    private boolean heard(JsonNode told) {
        Optional<RemoteIdentity> identity = identity(told);
        if (identity.isEmpty() || !met.add(identity.get().text())) {
            return true;
        }
        Optional<RepositoryView> old =
                Optional.ofNullable(known.get(identity.get().text()));
        RepositoryFacts facts = facts(told, old.map(RepositoryView::facts), now);
        boolean alike = old.filter(repositoryView -> !repositoryView.gone())
                .filter(repositoryView -> repositoryView
                        .facts()
                        .equals(facts(
                                told,
                                Optional.of(repositoryView.facts()),
                                repositoryView.facts().syncedAt())))
                .isPresent();
        if (!alike) {
            commands.add(new RepositoryCommand(new RepositoryEvent.Seen(identity.get(), facts)));
            seen += old.isEmpty() ? 1 : 0;
            changed += old.isPresent() ? 1 : 0;
            facts.createdAt().filter(_ -> old.isEmpty()).ifPresent(unknownSince::add);
        }
        return !alike
                || before.isEmpty()
                || facts.updatedAt()
                        .filter(instant -> instant.isBefore(before.get().refreshedAt()))
                        .isEmpty();
    }

    private Optional<RemoteIdentity> identity(JsonNode told) {
        return RemoteIdentity.of(told.path("clone_url").asText(""))
                .or(() ->
                        RemoteIdentity.parse(host + "/" + told.path("full_name").asText("")));
    }

    /** Those that the list does not have: known ones may be gone, those of projects here may be others'. */
    private void singly(ProjectQueries queries, String type) {
        boolean full = !type.equals(INCREMENTAL);
        var wanted = new LinkedHashMap<String, RemoteIdentity>();
        queries.projects(ProjectQueries.Filter.PRESENT)
                .forEach(project -> project.repository()
                        .ifPresent(id -> copies.computeIfAbsent(id, _ -> new ArrayList<>())
                                .add(project.path())));
        copies.keySet().stream()
                .filter(id -> full || !known.containsKey(id))
                .forEach(id -> RemoteIdentity.parse(id).ifPresent(remoteIdentity -> wanted.put(id, remoteIdentity)));
        known.values().stream()
                .filter(repositoryView -> !repositoryView.gone())
                .filter(repositoryView -> full
                        || repositoryView
                                .facts()
                                .createdAt()
                                .filter(unknownSince::contains)
                                .isPresent())
                .forEach(repositoryView ->
                        RemoteIdentity.parse(repositoryView.id()).ifPresent(id -> wanted.put(repositoryView.id(), id)));
        var all = new ArrayList<>(wanted.values());
        Collections.shuffle(all, new Random(now.toEpochMilli())); // where they are too many, others each time
        all.stream()
                .filter(remoteIdentity -> remoteIdentity.host().equals(host) && !met.contains(remoteIdentity.text()))
                .limit(SINGLY_MAX)
                .forEach(remoteIdentity -> ask(remoteIdentity, type.equals(METADATA)));
    }

    private void ask(RemoteIdentity identity, boolean languages) {
        switch (github.repository(identity.owner(), identity.name())) {
            case GitHub.One.Known told -> {
                if (languages) {
                    languages(identity, (ObjectNode) told.repository());
                }
                heard(told.repository());
                String asked = identity.owner() + "/" + identity.name();
                text(
                                told.repository(),
                                "full_name") // of a repository that was renamed the host tells under its new name
                        .filter(text -> !text.equalsIgnoreCase(asked))
                        .flatMap(_ -> identity(told.repository()))
                        .ifPresent(now -> renamed(identity, now));
            }
            case GitHub.One.Unknown _ -> gone(identity);
            case GitHub.One.Untold it -> errors.add(new Flaw(identity.text(), it.message()));
        }
    }

    private void languages(RemoteIdentity identity, ObjectNode of) {
        switch (github.languages(identity.owner(), identity.name())) {
            case GitHub.One.Known told -> of.set("languages", told.repository());
            case GitHub.One.Unknown _ -> {} // it went meanwhile
            case GitHub.One.Untold it -> errors.add(new Flaw(identity.text(), it.message()));
        }
    }

    /** The remotes of its copies still say the old name, and lead to it. */
    private void renamed(RemoteIdentity before, RemoteIdentity now) {
        gone(before);
        copies.getOrDefault(before.text(), List.of())
                .forEach(path -> commands.add(new ProjectCommand.Link(path, Optional.of(now))));
    }

    private void gone(RemoteIdentity identity) {
        if (Optional.ofNullable(known.get(identity.text()))
                .filter(repositoryView -> !repositoryView.gone())
                .isPresent()) {
            commands.add(new RepositoryCommand(new RepositoryEvent.Gone(identity)));
            gone++;
        }
    }

    /** Returns what the host tells; of languages, for which it wants to be asked apart, what was known before. */
    private static RepositoryFacts facts(JsonNode it, Optional<RepositoryFacts> before, Instant syncedAt) {
        return facts(it, before, Optional.of(syncedAt));
    }

    private static RepositoryFacts facts(JsonNode it, Optional<RepositoryFacts> before, Optional<Instant> syncedAt) {
        return new RepositoryFacts(
                it.path("full_name").asText(),
                text(it, "description"),
                text(it, "html_url"),
                text(it, "clone_url"),
                text(it, "ssh_url"),
                text(it, "visibility").or(() -> flag(it, "private").map(hidden -> hidden ? "private" : "public")),
                flag(it, "fork"),
                flag(it, "archived"),
                flag(it, "is_template"),
                text(it, "default_branch"),
                text(it.path("license"), "name"),
                text(it, "language"),
                it.path("languages").isObject()
                        ? Optional.of(JsonText.of(it.path("languages")))
                        : before.flatMap(RepositoryFacts::languages),
                StreamSupport.stream(it.path("topics").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                number(it, "stargazers_count"),
                number(it, "forks_count"),
                number(it, "open_issues_count"),
                number(it, "size"),
                time(it, "created_at"),
                time(it, "updated_at"),
                time(it, "pushed_at"),
                syncedAt);
    }

    private static Optional<String> text(JsonNode of, String name) {
        return Optional.of(of.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Optional<Boolean> flag(JsonNode of, String name) {
        return Optional.of(of.path(name)).filter(JsonNode::isBoolean).map(JsonNode::asBoolean);
    }

    private static Optional<Long> number(JsonNode of, String name) {
        return Optional.of(of.path(name)).filter(JsonNode::canConvertToLong).map(JsonNode::asLong);
    }

    private static Optional<Instant> time(JsonNode of, String name) {
        return text(of, name)
                .filter(text -> text.matches("\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ"))
                .map(Instant::parse);
    }
}
