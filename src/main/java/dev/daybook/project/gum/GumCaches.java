package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.format.Format.Files;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Kind;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.ProjectPath;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the JSON caches. */
record GumCaches(Root root, Files files, Function<String, Odd> odd, Instant now, Observations sayings) {

    /** Who says that a cache is fresh for longer means for ever. */
    private static final long TTL_SECONDS_MAX = TimeUnit.DAYS.toSeconds(36_500);

    private interface Read {
        void of(JsonCache cache, Instant at);
    }

    /** Reads what gum's migration has set aside. */
    void backup() {
        cache(Gum.BACKUP + Gum.PROJECTS, false, this::projects);
        cache(Gum.BACKUP + Gum.PROJECT_DIRS, false, this::roots);
    }

    void read() {
        cache(Gum.CACHE + Gum.PROJECTS, true, this::projects);
        cache(Gum.CACHE + Gum.PROJECT_DIRS, true, this::roots);
        cache(Gum.CACHE + Gum.DIRS, true, this::directories);
        cache(Gum.CACHE + Gum.REPOS, true, this::repositories);
    }

    private void cache(String file, boolean live, Read read) {
        Optional<byte[]> bytes = files.bytes(file);
        Optional<JsonCache> found = bytes.flatMap(oneBytes -> JsonCache.read(odd.apply(file), oneBytes));
        if (found.isEmpty()) {
            return;
        }
        JsonCache cache = found.get();
        Instant at = cache.odd().sooner(cache.at()).orElse(files.modifiedAt(file));
        read.of(cache, at);
        if (live && cache.at().isPresent()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(cache.ttlNanos());
            if (at.plusSeconds(seconds).isBefore(now)) {
                cache.odd().info("", "EXPIRED", "was fresh until %s: imported all the same", at.plusSeconds(seconds));
            }
            String key = file.substring(Gum.CACHE.length(), file.length() - ".json".length());
            ScanEvent fact = refreshed(root, key, at, seconds, Optional.empty());
            sayings.scans.add(new Observation<>(Set.of(), fact.key(), fact, file, "", at));
        }
    }

    /** That gum has looked does not make Daybook's own catalogue fresh: its caches have names of their own. */
    static ScanEvent refreshed(Root root, String cache, Instant at, long seconds, Optional<String> hash) {
        return new ScanEvent.Refreshed(
                root.qualified("gum/" + cache), at, Math.clamp(seconds, 0, TTL_SECONDS_MAX), hash);
    }

    private void projects(JsonCache cache, Instant at) {
        Map<String, String> twins = new HashMap<>();
        cache.each(cache.data(), "data", "Path", Set.of("Path", "Remote", "Branch"), (record, where) -> {
            String path = cache.text(record, "Path", where);
            if (!cache.odd().isPath(path, where, () -> JsonText.of(record).text())) {
                return;
            }
            String twin = twins.putIfAbsent(Normalizer.normalize(path, Form.NFC), path);
            if (twin != null && !twin.equals(path)) {
                cache.odd().info(where, "SUSPECT_PATH", "looks like another one, of other characters: both are kept");
            }
            String remote = cache.text(record, "Remote", where);
            sayings.projects.add(new Observation<>(
                    Set.of("projects"),
                    path,
                    project(path, remote, cache.optional(record, "Branch", where), Optional.empty()),
                    cache.odd().file,
                    where,
                    at));
        });
    }

    /** gum does not say which remote it is. */
    static ProjectFacts project(String path, String remote, Optional<String> branch, Optional<Instant> modifiedAt) {
        return new ProjectFacts(
                ProjectPath.name(path),
                remote.isEmpty() ? List.of() : List.of(new Remote("", remote)),
                branch,
                Kind.MAIN,
                Optional.empty(),
                Optional.empty(),
                modifiedAt);
    }

    private void roots(JsonCache cache, Instant at) {
        cache.each(cache.data(), "data", "path", Set.of("path", "last_scanned", "git_count"), (record, where) -> {
            String path = cache.text(record, "path", where);
            if (cache.odd().isPath(path, where, () -> JsonText.of(record).text())) {
                var facts = new RootFacts(
                        RootFacts.CACHE,
                        cache.time(record, "last_scanned", where),
                        cache.number(record, "git_count", where));
                sayings.roots.add(new Observation<>(Set.of("project_dirs"), path, facts, cache.odd().file, where, at));
            }
        });
    }

    private void directories(JsonCache cache, Instant at) {
        Set<String> names = Set.of("Path", "Score", "Frequency", "LastSeen");
        cache.each(cache.data(), "data", "Path", names, (record, where) -> {
            String path = cache.text(record, "Path", where);
            if (cache.odd().isPath(path, where, () -> JsonText.of(record).text())) {
                var use = new Use(
                        cache.number(record, "Frequency", where).orElse(1L),
                        cache.odd().sooner(cache.time(record, "LastSeen", where)));
                sayings.directories.add(new Observation<>(Set.of("dir_usage"), path, use, cache.odd().file, where, at));
            }
        });
    }

    private void repositories(JsonCache cache, Instant at) {
        JsonNode list = cache.data().isArray() ? cache.data() : cache.member(cache.data(), "repos", "data");
        if (cache.data().isObject()) {
            cache.known(cache.data(), "data", Set.of("repos", "last_update", "user"));
        }
        Set<String> names =
                Set.of("name", "nameWithOwner", "description", "url", "sshUrl", "updatedAt", "isPrivate", "isFork");
        cache.each(list, "data.repos", "nameWithOwner", names, (record, where) -> {
            String name = cache.text(record, "nameWithOwner", where);
            var facts = RepositoryFacts.listed(
                    name,
                    cache.optional(record, "description", where),
                    cache.optional(record, "url", where),
                    Optional.empty(),
                    cache.optional(record, "sshUrl", where),
                    cache.flag(record, "isPrivate", where),
                    cache.flag(record, "isFork", where),
                    cache.time(record, "updatedAt", where));
            repository(
                    cache.odd(),
                    facts,
                    "github_repos",
                    where,
                    at,
                    () -> JsonText.of(record).text(),
                    sayings);
        });
    }

    /** Adds what is said of a repository, if it can be told which one it is. */
    static void repository(
            Odd odd,
            RepositoryFacts facts,
            String count,
            String where,
            Instant at,
            Supplier<String> record,
            Observations to) {
        identity(facts)
                .ifPresentOrElse(
                        id -> to.repositories.add(
                                new Observation<>(Set.of(count), id.text(), facts, odd.file, where, at)),
                        () -> odd.rejected(
                                where,
                                "MISSING_FIELD",
                                record.get(),
                                "is '%s': want owner/name; kept raw",
                                facts.fullName()));
    }

    private static Optional<RemoteIdentity> identity(RepositoryFacts facts) {
        return facts.url()
                .flatMap(RemoteIdentity::of)
                .filter(remoteIdentity ->
                        (remoteIdentity.owner() + "/" + remoteIdentity.name()).equalsIgnoreCase(facts.fullName()))
                .or(() -> RemoteIdentity.github(facts.fullName()));
    }
}
