package dev.daybook.code;

import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Outcome;
import dev.daybook.code.tree.Commits;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Progress;
import dev.daybook.text.IoReasons;
import dev.daybook.text.PathPatterns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a source tree defined in a commit.
 *
 * @param commit by which it is found again
 * @param files that the commit has, as far as they are asked for
 * @param more how many definitions there are beyond those listed
 * @param findings files that are not known as a whole, and why
 * @param moreFindings beyond those listed
 */
record AtCommit(
        String commit,
        Instant committedAt,
        String message,
        long files,
        long more,
        List<Row> definitions,
        List<IndexReport.Finding> findings,
        long moreFindings) {

    private static final int FINDINGS_MAX = 100;

    /** A definition, and where it was. */
    record Row(String path, String name, String kind, int line, boolean exported, String signature) {}

    /**
     * What is asked for.
     *
     * @param at a commit, or a time
     * @param paths which files
     * @param name what is part of a definition's name
     */
    record Wanted(String at, PathPatterns paths, Optional<String> name, int limit) {}

    static AtCommit of(Path root, Wanted wanted, Instant now, long bytesMax, Indexing indexing, Progress progress)
            throws InterruptedException {
        try (Commits commits = Commits.of(root)
                .orElseThrow(() -> Rejected.conflict("%s is part of no git repository: it has no history", root))) {
            Commits.Commit commit = commit(commits, root, wanted.at(), now);
            List<Commits.Blob> files = commits.files(commit).stream()
                    .filter(Indexing::isRead)
                    .filter(blob -> wanted.paths().test(blob.path()))
                    .toList();
            var found = new Found(wanted);
            for (int i = 0; i < files.size(); i++) {
                Commits.Blob file = files.get(i);
                progress.at(i, files.size(), file.path());
                try {
                    indexing.parsed(commits, file, bytesMax).ifPresent(outcome -> found.add(file.path(), outcome));
                } catch (IOException e) {
                    found.add(file.path(), IoReasons.of(e));
                }
            }
            indexing.trim();
            return new AtCommit(
                    commit.id(),
                    commit.at(),
                    commit.message(),
                    files.size(),
                    found.more,
                    found.rows,
                    found.findings,
                    found.moreFindings);
        } catch (IOException e) {
            throw Rejected.conflict("the history of %s cannot be read: %s", root, IoReasons.of(e));
        }
    }

    private static final class Found {
        private final Wanted wanted;
        private final List<Row> rows = new ArrayList<>();
        private final List<IndexReport.Finding> findings = new ArrayList<>();
        private long more;
        private long moreFindings;

        Found(Wanted wanted) {
            this.wanted = wanted;
        }

        void add(String path, Outcome outcome) {
            outcome.finding().ifPresent(message -> add(path, message));
            if (outcome instanceof Outcome.Parsed it) {
                it.file().definitions().stream()
                        .filter(definition -> isNamed(definition, wanted.name()))
                        .forEach(definition -> add(row(path, definition)));
            }
        }

        void add(String path, String message) {
            if (findings.size() < FINDINGS_MAX) {
                findings.add(new IndexReport.Finding(path, message));
            } else {
                moreFindings++;
            }
        }

        private void add(Row row) {
            if (rows.size() < wanted.limit()) {
                rows.add(row);
            } else {
                more++;
            }
        }
    }

    private static Commits.Commit commit(Commits commits, Path root, String at, Instant now) throws IOException {
        Optional<Commits.Commit> named = commits.named(at);
        if (named.isEmpty() && Moments.isOne(at)) {
            Instant time = Moments.of("at", at, When.LAST, now);
            return commits.at(time)
                    .orElseThrow(() -> Rejected.notFound("%s has no commit of %s or before", root, time));
        }
        return named.orElseThrow(() ->
                Rejected.invalidAt("/at", "'%s' is no commit of %s, and no time: want %s", at, root, Moments.WANT));
    }

    private static boolean isNamed(Definition definition, Optional<String> name) {
        return name.map(part -> definition.name().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    private static Row row(String path, Definition definition) {
        String name =
                definition.scope().map(scope -> scope + "." + definition.name()).orElse(definition.name());
        return new Row(
                path,
                name,
                definition.kind(),
                definition.line(),
                definition.exported(),
                definition.signature().orElse(""));
    }
}
