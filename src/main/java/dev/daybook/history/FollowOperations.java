package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.follow.Followed;
import dev.daybook.importing.follow.Followed.Batch;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Imports.Watch;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Watching;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Trees of other tools that are followed: begun, watched, ended. */
final class FollowOperations {

    private record Tree(
            @Says(
                    value = "the folder with the tool's files, or that above it",
                    min = 1,
                    max = 4_096,
                    like = "/home/mika/project")
            String path,

            @Says(
                    value = "whose files they are; found out from the files if absent or auto",
                    label = "TOOL",
                    min = 1,
                    max = 64)
            Optional<String> kind,

            @Says(value = "what to call it beside other projects", label = "NAME", min = 1, max = 64)
            Optional<String> project) {}

    private record Which(
            @Says(value = "the run of all that it appends", min = 1, max = 64, like = "01K6FRP24VXAE1C24TYMZ95G6S")
            String id) {}

    /** A tree that is followed, as the contract has it. */
    private record View(
            String id,
            String kind,
            String path,

            @Says("that of its folder for the first one of a tool, once there are several; else empty")
            String project,

            String actor,
            Instant startedAt,

            @Says(
                    value = "what it is about",
                    words = {"catching-up", "following", "waiting", "stopped"})
            String state,

            @Says("what it waits for") Optional<String> message,

            @Says("the node that follows it, or did; none if there is one only, or it is the one that answers")
            Optional<String> node,

            Optional<Instant> lastChangeAt,
            long batches,
            long files,
            long appended,
            long findings,
            @Says("failures that were tried again") long errors,

            @Says("how long the oldest change has waited") double lagSeconds) {

        static View of(Followed it) {
            return of(it, Optional.empty());
        }

        static View of(Followers.Elsewhere it) {
            return of(it.followed(), Optional.of(it.node()));
        }

        static View of(Followed it, Optional<String> node) {
            return new View(
                    it.run(),
                    it.kind(),
                    it.root().toString(),
                    it.project(),
                    it.actor(),
                    it.startedAt(),
                    it.state().text(),
                    it.why(),
                    node,
                    it.lastChangeAt(),
                    it.counts().batches(),
                    it.counts().files(),
                    it.counts().appended(),
                    it.counts().findings(),
                    it.counts().errors(),
                    it.lag().toMillis() / 1e3);
        }
    }

    /** What was taken over at once. */
    private record BatchView(long number, Instant at, List<String> files, long events, List<Finding> findings) {}

    /** @param kinds whose files can be followed */
    static Operations<Ground> all(List<String> kinds) {
        return new Operations<>(
                "",
                "migrations",
                "Taking over other tools' files.",
                List.of(
                        Operation.<None, Ground>reads("", "listFollows", "GET /follows", None.class)
                                .says("The trees that are followed, the oldest first.")
                                .opened()
                                .paged()
                                .ofProjects(row -> row.path("kind").asText() + ":"
                                        + row.path("project").asText())
                                .csv("id", "kind", "path", "project", "actor", "startedAt", "state", "message")
                                .csv("lastChangeAt", "batches", "files", "appended", "findings", "errors", "lagSeconds")
                                .lists(
                                        "Follow",
                                        View.class,
                                        (_, call, ground) -> list(call, ground.service(Followers.class))),
                        Operation.<Tree, Ground>works("follow", "follow", "POST /follows", Tree.class)
                                .says(
                                        "Takes over each change of another tool's files as it happens, until it is told to stop.",
                                        "First it catches up with what changed before. The files are only read.")
                                .also(404, 410)
                                .called(commandForm -> commandForm
                                        .words("path")
                                        .folder("path")
                                        .among("kind", LegacySources.orAuto(kinds))
                                        .begins()
                                        .procedure())
                                .creates("Follow", FollowOperations::start),
                        Operation.<Which, Ground>reads("", "getFollow", "GET /follows/{id}", Which.class)
                                .says(
                                        "How it stands with a tree that is followed, or what is taken over as it happens.")
                                .opened()
                                .watched(
                                        "How it stands; as text/event-stream: a `batch` event for each batch of changes, a"
                                                + " `state` event with a Follow for each change of the state")
                                .also(503)
                                .answers(
                                        "Follow",
                                        (which, _, ground) -> show(which.id(), ground.service(Followers.class))),
                        Operation.<Which, Ground>works("", "unfollow", "DELETE /follows/{id}", Which.class)
                                .says("Ends following a tree; what it is at is finished.")
                                .answers(
                                        "Follow",
                                        (which, _, ground) -> Outcome.shown(View.of(
                                                ground.service(Followers.class).stop(which.id()))))));
    }

    private static Outcome list(Call call, Followers followers) {
        int limit = Page.checkedLimit(call.limit());
        // By their ids, which rise: one that ended since leaves no hole in the next page.
        Stream<View> all = Stream.concat(
                followers.list().stream().map(View::of),
                followers.elsewhere().stream().map(View::of));
        return Page.byName("follows", all, View::id, call.cursor(), limit);
    }

    private static Outcome start(Tree it, Call call, Ground ground) {
        Path path = call.path("path", it.path(), "folder");
        ground.rollouts().files().refuseRetired(path);
        ground.rollouts().files().stage(path).ifPresent(stage -> {
            throw Rejected.conflict("%s has the stage %s, in which its files are followed already", path, stage.text());
        });
        var request = new Followers.Request(path, it.kind(), it.project(), call.actor());
        Followed begun =
                call.busily("follow", () -> ground.service(Followers.class).start(request));
        return new Outcome.Begun(View.of(begun), "/follows/" + begun.run());
    }

    private static Outcome show(String run, Followers followers) {
        Optional<Followed> here = followers.find(run);
        if (here.isEmpty()) {
            return followers.elsewhere().stream()
                    .map(View::of)
                    .filter(view -> view.id().equals(run))
                    .findFirst()
                    .map(Outcome::shown)
                    .orElseThrow(() -> Rejected.notFound("nothing is followed as '%s'", run));
        }
        Followed now = here.get();
        return new Outcome.Going(() -> Outcome.shown(View.of(now)), bell -> new OfOne(run, followers, bell));
    }

    /** Tells each batch, those so far first, and the state whenever it is another one. */
    private static final class OfOne implements Watching {

        private final String run;
        private final Followers followers;
        private final Watch watch;
        private long number;
        private Optional<Followed.State> told = Optional.empty();
        private boolean over;

        OfOne(String run, Followers followers, Runnable bell) {
            this.run = run;
            this.followers = followers;
            this.watch = followers.watch(followed -> {
                if (followed.run().equals(run)) {
                    bell.run();
                }
            });
        }

        @Override
        public List<News> news() {
            var news = new ArrayList<News>();
            for (Batch it : followers.batches(run, number)) {
                number = it.number();
                news.add(new News(
                        Long.toString(number),
                        "batch",
                        new BatchView(it.number(), it.at(), it.files(), it.events(), it.findings())));
            }
            Optional<Followed> now = followers.find(run);
            if (!now.map(Followed::state).equals(told)) {
                told = now.map(Followed::state);
                now.ifPresent(followed -> news.add(new News(Long.toString(number), "state", View.of(followed))));
            }
            over = now.isEmpty(); // it was stopped
            return news;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    private FollowOperations() {}
}
