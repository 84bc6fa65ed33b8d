package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.maintenance.JobView;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.upkeep.Job;
import dev.daybook.upkeep.Jobs;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may take minutes is a job: its result is the answer if it comes soon, as long as the client wants to wait for it
 * ({@code Prefer: wait=60}, {@code Prefer: respond-async}); else the answer says where to watch it, and to cancel it.
 */
final class LongAnswers {

    /** Most are through by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PATIENCE_MAX_S = 3_600;
    private static final Pattern WAIT = Pattern.compile("\\bwait\\s*=\\s*\"?([0-9]{1,9})");

    private final Jobs jobs;

    LongAnswers(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Has work done, and answers with what it returns.
     *
     * @param role of its operation
     */
    Answer answer(Request request, Role role, Outcome.Work work) {
        var order = new Jobs.Order(
                UUID.randomUUID().toString(),
                request.form().id(),
                work.of(),
                request.caller().asker(),
                role,
                true,
                work.isShared());
        Function<Progress, ?> translated = progress -> {
            try {
                return work.result().apply(progress);
            } catch (Jobs.Cancelled e) {
                throw e;
            } catch (RuntimeException e) { // here an accident is logged, once, whoever asks what came of it
                throw ProblemAnswers.of(e, request.instance()).thrown();
            }
        };
        Job job = jobs.start(order, translated, why -> told(why, order.id()));
        Duration patience = patience(request);
        if (patience.isZero() || !job.await(patience)) {
            return Answer.json(202, JobView.of(job, order.by())).with("Location", Routes.API + "/jobs/" + job.id());
        }
        job.failure().ifPresent(why -> {
            throw why;
        });
        return Answer.json(job.result()
                .orElseThrow(() -> Problem.thrown(
                        Kind.CONFLICT, "%s was cancelled", job.view().operation())));
    }

    /** Returns what is told of a failure as part of an answer. */
    static Object told(RuntimeException failure, String instance) {
        return ProblemAnswers.body(ProblemAnswers.of(failure, instance), instance);
    }

    private static Duration patience(Request request) {
        String wish = request.header("Prefer").orElse("");
        if (wish.contains("respond-async")) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(wish);
        return wait.find() ? Duration.ofSeconds(Math.min(Long.parseLong(wait.group(1)), PATIENCE_MAX_S)) : PATIENCE;
    }
}
