package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.Jobs.Job;
import dev.daybook.upkeep.Jobs.State;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

    void mount(Routes on) {
        on.get("/jobs/{id}", request -> Answer.json(view(find(request))));
        on.delete("/jobs/{id}", request -> {
            Job job = find(request);
            jobs.cancel(job);
            return Answer.json(view(job));
        });
    }

    private Job find(Request request) {
        return jobs.find(request.path("id"))
                .orElseThrow(() -> Rejected.notFound(
                        "there is no job '%s': those that ended long ago are forgotten", request.path("id")));
    }

    /** Has work done, and answers with what it returns. */
    Answer answer(Request request, Function<Jobs.Progress, ?> work) {
        Job job = jobs.start(request.operation().id(), progress -> {
            try {
                return work.apply(progress);
            } catch (Jobs.Cancelled e) {
                throw e;
            } catch (RuntimeException e) { // here an accident is logged, once, whoever asks what came of it
                throw ProblemAnswers.of(e, request.instance()).thrown();
            }
        });
        Duration patience = patience(request);
        if (patience.isZero() || !job.await(patience)) {
            return Answer.json(202, view(job)).with("Location", Routes.API + "/jobs/" + job.id());
        }
        job.failure().ifPresent(why -> {
            throw why;
        });
        return Answer.json(job.result()
                .orElseThrow(() -> Problem.thrown(
                        Kind.CONFLICT, "%s was cancelled", job.view().operation())));
    }

    private static Duration patience(Request request) {
        String wish = request.header("Prefer").orElse("");
        if (wish.contains("respond-async")) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(wish);
        return wait.find() ? Duration.ofSeconds(Math.min(Long.parseLong(wait.group(1)), PATIENCE_MAX_S)) : PATIENCE;
    }

    private static Map<String, Object> view(Job job) {
        Jobs.View it = job.view();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", it.id());
        view.put("operation", it.operation());
        view.put("state", it.state().name().toLowerCase(Locale.ROOT));
        view.put("startedAt", it.startedAt());
        it.endedAt().ifPresent(at -> view.put("endedAt", at));
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("done", it.done());
        progress.put("total", it.total());
        it.secondsLeft().ifPresent(seconds -> progress.put("etaSeconds", seconds));
        progress.put("message", it.message());
        view.put("progress", progress);
        if (it.state() == State.DONE) {
            job.result().ifPresent(result -> view.put("result", result));
        }
        job.failure()
                .ifPresent(why -> view.put("problem", ProblemAnswers.body(ProblemAnswers.of(why, job.id()), job.id())));
        return view;
    }
}
