package dev.daybook.http;

import dev.daybook.command.Diverged;
import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Stale;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.importing.Unwritable;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.projection.Behind;
import dev.daybook.projection.RowsMissing;
import dev.daybook.projection.TablesFailed;
import dev.daybook.shape.Flawed;
import dev.daybook.upkeep.Jobs;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become answers. */
final class ProblemAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
    private static final int UNPROCESSABLE = 422;

    /** What may be gone in a moment. */
    private static final Set<Kind> RETRY = EnumSet.of(
            Kind.BODY_LATE, Kind.OVERLOADED, Kind.NOT_READY, Kind.READ_ONLY, Kind.KEY_IN_FLIGHT, Kind.POSITION_TIMEOUT);

    private ProblemAnswers() {}

    /** Returns what to tell the caller; an accident is logged under {@code instance}, and the caller is told no more. */
    static Problem of(Throwable failure, String instance) {
        return switch (failure) {
            case Problem.Thrown thrown -> thrown.problem();
            case Jobs.TooMany many -> Problem.of(Kind.OVERLOADED, said(many));
            case Rejected rejected -> refused(rejected);
            case Stale stale -> Problem.of(Kind.STALE_REVISION, said(stale));
            case Diverged diverged -> diverged(diverged);
            case Flawed flawed -> flawed(flawed);
            case KeyReused reused -> Problem.of(Kind.KEY_REUSED, said(reused));
            case KeyInFlight inFlight -> Problem.of(Kind.KEY_IN_FLIGHT, said(inFlight));
            case Unavailable unavailable -> Problem.of(Kind.READ_ONLY, said(unavailable));
            case JournalUnavailable unavailable -> Problem.of(Kind.READ_ONLY, said(unavailable));
            case Unwritable unwritable -> Problem.of(Kind.CONFLICT, said(unwritable));
            case RowsMissing missing -> Problem.of(Kind.NOT_READY, said(missing) + "; ask again when it is done");
            case Behind behind -> Problem.of(Kind.POSITION_TIMEOUT, said(behind));
            case TablesFailed broken ->
                Problem.of(
                        Kind.NOT_READY,
                        "a read model cannot be used: %s; if its file is damaged it is built anew, see GET /projections"
                                .formatted(said(broken)));
            default -> {
                LOG.error("{} failed", instance, failure);
                yield Problem.of(Kind.INTERNAL, "an accident happened; the log has it under " + instance);
            }
        };
    }

    private static Problem refused(Rejected rejected) {
        return switch (rejected.reason()) {
            case INVALID ->
                Problem.of(
                                Kind.INVALID_REQUEST,
                                said(rejected),
                                rejected.pointer()
                                        .map(at -> List.of(new Flaw("body", at, said(rejected))))
                                        .orElse(List.of()))
                        .withStatus(UNPROCESSABLE);
            case NOT_FOUND -> Problem.of(Kind.NOT_FOUND, said(rejected));
            case GONE -> Problem.of(Kind.GONE, said(rejected));
            case CONFLICT -> Problem.of(Kind.CONFLICT, said(rejected));
        };
    }

    private static Problem diverged(Diverged it) {
        return Problem.of(it.merging() ? Kind.CONFLICT : Kind.STALE_REVISION, said(it))
                .withConflicts(it.fields());
    }

    private static Problem flawed(Flawed it) {
        List<Flaw> flaws = it.flaws().stream()
                .map(flaw -> new Flaw("body", flaw.pointer(), flaw.detail()))
                .toList();
        return Problem.of(Kind.INVALID_REQUEST, flaws).withStatus(UNPROCESSABLE);
    }

    private static String said(Throwable refusal) {
        return String.valueOf(refusal.getMessage());
    }

    /** Returns what a failure is answered with. */
    static Answer failed(Exception failure, String instance) {
        Answer answer = answer(of(failure, instance), instance);
        if (failure instanceof Problem.Thrown thrown) {
            thrown.allow().ifPresent(methods -> answer.with("Allow", methods));
            if (thrown.problem().kind() == Kind.UNAUTHENTICATED) {
                answer.with("WWW-Authenticate", "Bearer realm=\"daybook\"");
            }
        }
        return answer;
    }

    /** Returns the problem as an answer. */
    static Answer answer(Problem problem, String instance) {
        return answer(problem, instance, Optional.empty());
    }

    /** @param error what a tool's own client looks for */
    static Answer answer(Problem problem, String instance, Optional<String> error) {
        Map<String, Object> body = body(problem, instance);
        error.ifPresent(text -> body.put("error", text));
        Answer answer = Answer.bytes(problem.status(), "application/problem+json", JsonOutput.bytes(body));
        return RETRY.contains(problem.kind()) ? answer.with("Retry-After", "1") : answer;
    }

    /** Returns the document of RFC 9457. */
    static Map<String, Object> body(Problem problem, String instance) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", problem.kind().type());
        body.put("title", problem.kind().title());
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        body.put("instance", instance);
        if (!problem.flaws().isEmpty()) {
            body.put("errors", problem.flaws());
        }
        if (!problem.conflicts().isEmpty()) {
            body.put("conflicts", problem.conflicts());
        }
        return body;
    }
}
