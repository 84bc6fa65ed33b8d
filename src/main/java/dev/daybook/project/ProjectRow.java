package dev.daybook.project;

import static dev.daybook.readmodel.Tables.PROJECT;

import dev.daybook.domain.Json;
import dev.daybook.projection.Dialects;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A project as it is listed.
 *
 * @param github what is known of the repository that it belongs to, if that is asked for
 */
record ProjectRow(
        String path,
        String name,
        Optional<String> remote,
        Json remotes,
        Optional<String> branch,
        String kind,
        Optional<String> partOf,
        Optional<String> rootCommit,
        Optional<Instant> modifiedAt,
        Optional<String> repository,
        String state,
        Optional<String> movedTo,
        Instant updatedAt,
        long revision,
        Optional<RepositoryFacts> github) {

    private static final Shape<ProjectRow> SHAPE = Shape.answered(ProjectRow.class);

    /** How a list shows it begins so, and ends with the revision, which moves on where nothing else does. */
    private static final String REVISION = ",\"revision\":";

    /** Returns how a project is listed as a rule, but for its revision. */
    static String kept(ProjectView it) {
        String json = SHAPE.compact(of(it, Optional.empty()));
        return json.substring(0, json.lastIndexOf(REVISION)) + '}';
    }

    /** How it is listed: what is kept, which ends with a brace, and the revision. Bytes need not be counted as characters. */
    static final Field<String> LINE = Dialects.field(
                    SQLDataType.CLOB,
                    "substr(cast({0} as blob), 1, octet_length({0}) - 1) || {1} || {2} || '}'",
                    "left({0}, -1) || {1} || {2} || '}'",
                    PROJECT.LISTED,
                    DSL.inline(REVISION),
                    PROJECT.REVISION)
            .as("line");

    static ProjectRow of(ProjectView it, Optional<RepositoryFacts> github) {
        return new ProjectRow(
                it.path(),
                it.name(),
                it.remote(),
                it.remotes(),
                it.branch(),
                it.kind(),
                it.partOf(),
                it.rootCommit(),
                it.modifiedAt(),
                it.repository(),
                it.state(),
                it.movedTo(),
                it.updatedAt(),
                it.revision(),
                github);
    }
}
