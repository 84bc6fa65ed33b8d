package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.Quarantined;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Job;
import dev.daybook.upkeep.Job.State;
import dev.daybook.upkeep.Jobs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Read models: how they stand, back to the generation before, tried again. */
final class ProjectionOperations {

    private record Listed(
            @Says("with the hash of their tables, which takes a while for large ones")
            boolean hash) {}

    private record Named(
            @Says(
                    value = "which read model",
                    min = 1,
                    max = 100,
                    pattern = "^[a-z]+$",
                    want = "the name of a read model, such as sbi",
                    like = "sbi")
            String name) {}

    private record Which(
            Named named,

            @Says("with the hash of its tables, which takes a while for a large one")
            boolean hash) {}

    private record Retried(
            Named named,

            @Says(
                    value = "only what belongs to this thing",
                    label = "KIND/ID",
                    max = 300,
                    pattern = "^[^/]+/.+$",
                    want = "kind/id",
                    like = "sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            Optional<String> stream) {}

    /** How a read model stands, as the contract has it. */
    private record View(
            String name,
            int version,
            int generation,
            String state,
            long position,
            long head,
            long lagEvents,
            double lagSeconds,
            long sizeBytes,
            Optional<String> hash,
            boolean previous,
            List<Aside> quarantined,
            Optional<Rebuilding> rebuild,
            Optional<String> failure,
            Optional<String> reason) {}

    /** A stream that was set aside. */
    private record Aside(String stream, long position, String type, int attempts, long parked, String message) {

        static Aside of(Quarantined it) {
            return new Aside(it.stream(), it.position(), it.type(), it.attempts(), it.parked(), it.error());
        }
    }

    private record Rebuilding(
            long done, long total, Optional<Double> perSecond, Optional<Double> etaSeconds, String message) {

        static Rebuilding of(ProjectionStatus it) {
            return new Rebuilding(
                    it.rebuild().map(RebuildProgress::done).orElse(0L),
                    it.rebuild().map(RebuildProgress::total).orElse(it.head()),
                    it.rebuild().map(RebuildProgress::perSecond),
                    it.rebuild().map(now -> now.remaining().toMillis() / 1_000.0),
                    it.rebuild().map(ProjectionOperations::phase).orElse("waiting"));
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "projections",
            "read models",
            "The read models: how far they are, how large, and the hash of their tables.",
            List.of(
                    Operation.<Listed, Ground>reads("projections", "listProjections", "GET /projections", Listed.class)
                            .says("The read models: how far they are, how large, and the hash of their tables.")
                            .takesLong()
                            .columns("name", "state", "position", "head", "lag=lagEvents", "seconds=lagSeconds")
                            .columns("bytes=sizeBytes", "version", "generation")
                            .columns(new Column(
                                    "quarantined",
                                    row -> Integer.toString(
                                            row.path("quarantined").size())))
                            .columns("hash")
                            .csv(
                                    "name",
                                    "version",
                                    "generation",
                                    "state",
                                    "position",
                                    "head",
                                    "lagEvents",
                                    "lagSeconds")
                            .csv("sizeBytes", "hash", "previous", "quarantined", "failure", "reason")
                            .called(commandForm -> commandForm
                                    .ifNone("no projections")
                                    .columnWith("hash", "hash")
                                    .notes(ProjectionOperations::aside))
                            .answers("Projections", (listed, call, ground) -> list(listed.hash(), call, ground)),
                    Operation.<Which, Ground>reads(
                                    "projections show", "getProjection", "GET /projections/{name}", Which.class)
                            .says("Shows a read model.")
                            .takesLong()
                            .called(commandForm -> commandForm.words("name"))
                            .answers(
                                    "Projection",
                                    (which, call, ground) -> show(which.named().name(), which.hash(), call, ground)),
                    Operation.<Named, Ground>works(
                                    "projections back",
                                    "previousProjection",
                                    "POST /projections/{name}/back",
                                    Named.class)
                            .says("Returns to the generation before the last rebuild.")
                            .called(commandForm -> commandForm.words("name"))
                            .answers("Projection", (named, call, ground) -> {
                                ground.readModels().back(named.name());
                                return Outcome.shown(view(named.name(), false, call, ground));
                            }),
                    Operation.<Retried, Ground>works(
                                    "projections retry",
                                    "retryProjection",
                                    "POST /projections/{name}/retry",
                                    Retried.class)
                            .says(
                                    "Applies again what was set aside because it could not be applied.",
                                    "What the read model lacks otherwise is posted, too.")
                            .inQuery("stream")
                            .called(commandForm -> commandForm.words("name"))
                            .answers("Retried", (retried, _, ground) -> retry(retried, ground.readModels()))));

    private static Outcome list(boolean hash, Call call, Ground ground) {
        List<String> names = ground.readModels().names();
        return answered(
                hash,
                "",
                progress -> Map.of(
                        "items",
                        IntStream.range(0, names.size())
                                .mapToObj(index -> {
                                    String name = names.get(index);
                                    progress.at(index, names.size(), name);
                                    return view(name, hash, call, ground);
                                })
                                .toList()));
    }

    private static Outcome show(String name, boolean hash, Call call, Ground ground) {
        return answered(hash, name, _ -> view(name, hash, call, ground));
    }

    /** Of large tables a hash takes longer than anybody waits for without being told. */
    private static Outcome answered(boolean hash, String of, Function<Progress, ?> result) {
        return hash ? new Outcome.Work(of, result) : Outcome.shown(result.apply(Progress.UNHEARD));
    }

    /** Returns what a rebuild or another replay does, in a word. */
    static String phase(RebuildProgress it) {
        return it.phase().name().toLowerCase(Locale.ROOT);
    }

    /** Returns how a read model stands that was just built anew. */
    static Object rebuilt(String name, Ground ground) {
        return view(name, Optional.of(ground.readModels().tableHash(name)), Optional.empty(), false, ground);
    }

    /** Returns how a read model stands. */
    static Object standing(String name, Ground ground) {
        return view(name, Optional.empty(), Optional.empty(), false, ground);
    }

    private static Outcome retry(Retried it, ReadModels readModels) {
        String name = it.named().name();
        long applied = readModels.retry(name, it.stream().map(StreamId::parse));
        List<Aside> aside =
                readModels.status(name).quarantined().stream().map(Aside::of).toList();
        return Outcome.shown(Map.of("name", name, "applied", applied, "quarantined", aside));
    }

    private static View view(String name, boolean hash, Call call, Ground ground) {
        // Asked before the status: one that ends meanwhile is not lost.
        List<Job> jobs = ground.service(Jobs.class).all().stream()
                .filter(job -> job.view().operation().equals(RebuildOperations.REBUILD)
                        && List.of(job.view().of().split(",")).contains(name))
                .toList();
        boolean underWay = jobs.stream().anyMatch(job -> job.view().state() == State.RUNNING);
        Optional<String> failure = jobs.stream()
                .filter(job -> job.view().state() != State.RUNNING)
                .reduce((_, last) -> last)
                .flatMap(Job::failure)
                .map(why -> String.valueOf(why.getMessage()));
        Optional<String> hashed = hash
                ? Optional.of(
                        call.busily("hash-" + name, () -> ground.readModels().tableHash(name)))
                : Optional.empty();
        return view(name, hashed, failure, underWay, ground);
    }

    private static View view(
            String name, Optional<String> hash, Optional<String> failed, boolean underWay, Ground ground) {
        ProjectionStatus it = ground.readModels().status(name);
        Optional<String> failure = it.failure().or(() -> failed);
        boolean rebuilding = underWay || it.rebuild().isPresent();
        return new View(
                name,
                it.version(),
                it.generation(),
                rebuilding
                        ? ProjectionStatus.State.REBUILDING.name()
                        : failure.isPresent()
                                ? ProjectionStatus.State.FAILED.name()
                                : it.state().name(),
                it.position(),
                it.head(),
                it.lagEvents(),
                it.lagSeconds(),
                it.sizeBytes(),
                hash,
                it.previous().isPresent(),
                it.quarantined().stream().map(Aside::of).toList(),
                rebuilding ? Optional.of(Rebuilding.of(it)) : Optional.empty(),
                failure,
                it.anew());
    }

    private static List<String> aside(JsonNode projections) {
        return projections
                .path("items")
                .valueStream()
                .flatMap(item -> item.path("quarantined")
                        .valueStream()
                        .flatMap(stream -> List.of(
                                "%s: %s".formatted(item.path("name").asText(), stream),
                                "  when the cause is gone: daybook projections retry %s{--data}"
                                        .formatted(item.path("name").asText()))
                                .stream()))
                .toList();
    }

    private ProjectionOperations() {}
}
