package dev.daybook.maintenance;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Job;
import dev.daybook.upkeep.Jobs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What takes long: watched and cancelled. */
final class JobOperations {

    private record Which(
            @Says(value = "the id of the job", min = 1, max = 64, like = "6f1c5a3e-6d0e-4a57-9a0c-0d9f7f6c2b11")
            String id) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "What takes long.",
            List.of(
                    Operation.<None, Ground>reads("jobs", "listJobs", "GET /jobs", None.class)
                            .says(
                                    "The work under way that takes long, and the last that ended.",
                                    "How far it is; what came of one is shown with it alone.")
                            .columns("id", "operation", "of", "state", "startedAt")
                            .csv("id", "operation", "of", "state", "startedAt", "endedAt", "done=progress/done")
                            .csv("total=progress/total", "etaSeconds=progress/etaSeconds", "message=progress/message")
                            .columns("done=progress/done", "total=progress/total", "seconds left=progress/etaSeconds")
                            .called(commandForm -> commandForm.ifNone("nothing that takes long is under way, or was"))
                            .answers(
                                    "Jobs",
                                    (_, _, ground) -> Outcome.shown(Map.of(
                                            "items",
                                            Stream.<Object>concat(
                                                            ground.service(Jobs.class).all().stream()
                                                                    .map(JobView::outline),
                                                            elsewhere(ground).map(SharedJobs.Elsewhere::outline))
                                                    .toList()))),
                    Operation.<Which, Ground>reads("", "getJob", "GET /jobs/{id}", Which.class)
                            .says(
                                    "Shows how it stands with work that takes long, and what came of it.",
                                    "What a request with 202 has begun: how far it is, then its result or its problem.",
                                    "The last 50 that ended are known, until the service stops; of other nodes those of the last hour.",
                                    "What came of it is shown only to a token that may do the same.")
                            .answers("Job", (which, call, ground) -> {
                                Optional<SharedJobs.Elsewhere> other = elsewhere(which, ground);
                                return Outcome.shown(
                                        other.isPresent()
                                                ? other.get().of(call.asker())
                                                : JobView.of(find(which, ground), call.asker()));
                            }),
                    Operation.<Which, Ground>works("", "cancelJob", "DELETE /jobs/{id}", Which.class)
                            .says(
                                    "Ends work that takes long before it is through.",
                                    "It ends where it says next how far it is; what it has written stays.",
                                    "One that ended stays as it is.",
                                    "Where others wait for the same work only one's own wait ends, and the last one's ends the work; the id in the list of jobs means it for all of them.",
                                    "Only the token that began it cancels it, or one that may admin.")
                            .wants(Role.READ)
                            .answers("Job", (which, call, ground) -> {
                                Optional<SharedJobs.Elsewhere> other = elsewhere(which, ground);
                                if (other.isPresent()) {
                                    return cancelled(other.get(), call, ground);
                                }
                                Job job = find(which, ground);
                                if (!job.wantedBy().stream().allMatch(call.asker()::mayEndWorkOf)) {
                                    throw forbidden(job.id(), job.by(), call);
                                }
                                Jobs jobs = ground.service(Jobs.class);
                                if (call.asker().equals(job.by())) {
                                    jobs.cancel(job);
                                } else {
                                    jobs.cancelForAll(job);
                                }
                                return Outcome.shown(JobView.of(job, call.asker()));
                            })));

    private static RuntimeException forbidden(String id, Asker by, Call call) {
        return call.forbidden(
                "job '%s' was begun with the token '%s', not with '%s': that one, or one that may admin, cancels it"
                        .formatted(id, by.name(), call.asker().name()));
    }

    private static Outcome cancelled(SharedJobs.Elsewhere job, Call call, Ground ground) {
        if (!call.asker().mayEndWorkOf(job.by())) {
            throw forbidden(job.id(), job.by(), call);
        }
        ground.find(SharedJobs.class).ifPresent(jobs -> jobs.cancel(job));
        return Outcome.shown(job.of(call.asker()));
    }

    private static Stream<SharedJobs.Elsewhere> elsewhere(Ground ground) {
        return ground.find(SharedJobs.class).stream().flatMap(jobs -> jobs.all().stream());
    }

    private static Optional<SharedJobs.Elsewhere> elsewhere(Which it, Ground ground) {
        return ground.service(Jobs.class).find(it.id()).isPresent()
                ? Optional.empty()
                : ground.find(SharedJobs.class).flatMap(jobs -> jobs.find(it.id()));
    }

    private static Job find(Which it, Ground ground) {
        return ground.service(Jobs.class)
                .find(it.id())
                .orElseThrow(() ->
                        Rejected.notFound("there is no job '%s': those that ended long ago are forgotten", it.id()));
    }

    private JobOperations() {}
}
