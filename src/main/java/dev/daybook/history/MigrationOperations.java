package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportRequest;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.Progress;
import dev.daybook.importing.run.Refused;
import dev.daybook.importing.run.Retirement;
import dev.daybook.importing.run.RunView;
import dev.daybook.importing.run.RunView.State;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.operation.Watching;
import dev.daybook.query.NameCursor;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Jobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Imports of other tools' files: begun, watched, reported. Each is a job of that name, too. */
final class MigrationOperations {

    private record Asked(
            @Says(
                    value = "the folder with the tool's files, or that above it; exactly one of path, resume and retry",
                    min = 1,
                    max = 4_096,
                    like = "/home/mika/project")
            Optional<String> path,

            @Says(
                    value = "whose files they are; found out from the files if absent or auto",
                    label = "TOOL",
                    min = 1,
                    max = 40)
            Optional<String> kind,

            @Says("read and report, write nothing") boolean dryRun,

            @Says("read all of it once before the first write")
            boolean validate,

            @Says("roll the run back if there is any error; with validate it does not begin")
            boolean strict,

            @Says(
                    value = "pack the files into this archive before anything is written; never replaces a file",
                    label = "FILE.tar.zst",
                    min = 1,
                    max = 4_096)
            Optional<String> backup,

            @Says(
                    value = "once all is compared and equal, set the files aside that the tool is done with: under the"
                            + " ending .migrated, or in a folder beside their own; a file with errors stays, nothing is"
                            + " overwritten. The way back: give them their names again, or export them elsewhere",
                    label = "rename|archive",
                    words = {"rename", "archive"})
            Optional<String> retire,

            @Says(
                    value = "go on with a run that was interrupted, under its name",
                    label = "RUN",
                    min = 1,
                    max = 64,
                    thing = "import")
            Optional<String> resume,

            @Says(
                    value = "read again only the files in which that run found errors",
                    label = "RUN",
                    min = 1,
                    max = 64,
                    thing = "import")
            Optional<String> retry,

            @Says(
                    value = "name of a further project; that of its folder if absent",
                    label = "NAME",
                    pattern = "^[A-Za-z0-9._-]{1,64}$",
                    want = "1 to 64 letters, digits, dots, dashes or underscores")
            Optional<String> project,

            @Says(
                    value = "a folder that sessions may be about, as their tool knew it; counts only for a name that it"
                            + " hashes to",
                    label = "PATH",
                    min = 1,
                    max = 4_096,
                    most = 10_000)
            List<String> workspaces,

            @Says(
                    value = "a JSON object that says which folder is meant by which name of a file of sessions",
                    label = "FILE",
                    min = 1,
                    max = 4_096)
            Optional<String> map,

            @Says("read what an earlier import has set aside")
            boolean includeMigrated,

            @Says(
                    value = "only what this agent has, of a tool that several work with: itself, its tasks, messages,"
                            + " sessions and memories; a run for another one, or for all, adds the rest",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    like = "web-1")
            Optional<String> agent) {

        ImportRequest request(Call call) {
            var options = new Import.Options(
                    dryRun,
                    true,
                    validate,
                    strict,
                    backup.map(text -> call.path("backup", text, "file")),
                    Optional.empty(),
                    Scope.ALL,
                    hints(call),
                    retire.map(text -> Retirement.How.valueOf(text.toUpperCase(Locale.ROOT))),
                    call.actor(),
                    _ -> {});
            return new ImportRequest(what(call), options);
        }

        private Hints hints(Call call) {
            Optional<Path> file = map.map(text -> call.path("map", text, "file"));
            file.filter(path -> !Files.isRegularFile(path)).ifPresent(path -> {
                throw Rejected.invalidAt("/map", "%s is no file: want a JSON object of names and folders", path);
            });
            return new Hints(workspaces, file, includeMigrated, agent);
        }

        private ImportRequest.What what(Call call) {
            if (Stream.of(path, resume, retry).filter(Optional::isPresent).count() != 1) {
                throw Rejected.invalidAt("/path", "want exactly one of path, resume and retry");
            }
            if (path.isPresent()) {
                return new ImportRequest.Tree(call.path("path", path.get(), "folder"), kind, project);
            }
            if (kind.isPresent() || project.isPresent()) {
                throw Rejected.invalidAt("/kind", "kind and project are those of the run: leave them out");
            }
            if (retry.isPresent()) {
                return new ImportRequest.Again(retry.get());
            }
            if (backup.isPresent()) {
                throw Rejected.invalidAt("/backup", "a backup is made before a run begins: leave it out");
            }
            return new ImportRequest.Rest(resume.orElseThrow());
        }
    }

    private record Which(
            @Says(value = "which import", min = 1, max = 64, thing = "import", like = "01K6FRP24VXAE1C24TYMZ95G6S")
            String run) {}

    private record Kept(
            @Says(value = "which import", min = 1, max = 64, thing = "import", like = "01K6FRP24VXAE1C24TYMZ95G6S")
            String run,

            @Says("with the bytes of each, in base64") boolean raw) {}

    /** @param kinds whose files can be taken over */
    static Operations<Ground> all(List<String> kinds) {
        return new Operations<>(
                "",
                "migrations",
                "Taking over other tools' files.",
                List.of(
                        Operation.<None, Ground>reads("migrations", "listMigrations", "GET /migrations", None.class)
                                .says("The migrations so far, the newest first.")
                                .opened()
                                .paged()
                                .ofProjects(row -> "import/" + row.path("run").asText())
                                .columns(Column.thing("run", "run", "import"))
                                .columns("kind", "state", "outcome=/report/outcome")
                                .columns("appended=/report/events/appended", "started=/startedAt")
                                .columns(Column.withTimes(
                                        "rolledBack", row -> ReportParts.rolledBack(row.path("rolledBack"))))
                                .columns("source")
                                .called(commandForm -> commandForm
                                        .procedure()
                                        .ifNone("no migrations so far: daybook migrate PATH makes one"))
                                .answers("Migrations", (_, call, ground) -> list(ground, call)),
                        Operation.<Asked, Ground>works("migrate", "migrate", "POST /migrations", Asked.class)
                                .says(
                                        "Takes over the files of another tool; they are only read.",
                                        "A second run appends only what changed. One that was interrupted goes on where it stopped,"
                                                + " or is simply run again. It is a job of that name, too, and can be cancelled"
                                                + " as such: what was appended stays.")
                                .also(404, 410)
                                .called(commandForm -> commandForm
                                        .words("path")
                                        .each("path")
                                        .folder("path")
                                        .folder("backup")
                                        .folder("map")
                                        .option("workspaces", "--workspace")
                                        .among("kind", LegacySources.orAuto(kinds))
                                        .pins("path", "/source")
                                        .begins()
                                        .shows(ReportParts.ALL)
                                        .ends(ReportParts::ending)
                                        .procedure())
                                .begins("Migration", MigrationOperations::start),
                        Operation.<Which, Ground>reads(
                                        "migrations show", "getMigration", "GET /migrations/{run}", Which.class)
                                .says("The report of a migration, or how far it is.")
                                .opened()
                                .watched(
                                        "The import; as text/event-stream: `progress` events until a last `report` event,"
                                                + " both with a Migration as data")
                                .also(503)
                                .about("import")
                                .showsKey(run -> Map.of("run", run))
                                .drawn(new Drawing.Groups(
                                        "Findings",
                                        "/report/findings",
                                        List.of("/severity", "/code"),
                                        ReportParts.FINDING))
                                .called(commandForm -> commandForm
                                        .words("run")
                                        .inside("report")
                                        .shows(ReportParts.ALL)
                                        .procedure())
                                .answers("Migration", (which, _, ground) -> show(which.run(), ground)),
                        Operation.<Kept, Ground>reads("", "listRejected", "GET /migrations/{run}/rejected", Kept.class)
                                .says(
                                        "What a migration rejected, in the order it was found.",
                                        "With the bytes, a page may be short.")
                                .opened()
                                .paged()
                                .ofProjects(row -> "import/" + row.path("run").asText())
                                .also(422, 503)
                                .columns("run", "file", "where", "code", "sizeBytes", "message")
                                .columns(Column.of("raw"))
                                .drawn(new Drawing.Files("/items", "/file", "/raw", "/encoding", "/sizeBytes"))
                                .lists(
                                        "Rejected",
                                        Refused.class,
                                        (kept, call, ground) -> rejected(kept, call, ground.service(Imports.class)))));
    }

    private static Outcome list(Ground ground, Call call) {
        Imports.Page page = ground.service(Imports.class)
                .list(NameCursor.last("migrations", call.cursor()), Page.checkedLimit(call.limit()));
        return new Page<>(
                page.items().stream().map(run -> MigrationView.of(run, ground)).toList(),
                page.next().map(run -> NameCursor.of("migrations", run)));
    }

    private static Outcome start(Asked it, Call call, Ground ground) {
        Imports imports = ground.service(Imports.class);
        ImportRequest request = it.request(call);
        if (request.what() instanceof ImportRequest.Tree tree) {
            ground.rollouts().files().refuseRetired(tree.root());
        }
        Imports.Background asJob = (name, work) -> ground.service(Jobs.class)
                .start(
                        new Jobs.Order(name, "migrate", "", call.asker(), Role.ADMIN, false),
                        job -> {
                            var listener = new Listener(job);
                            work.accept(listener);
                            listener.end();
                            return MigrationView.of(find(imports, name), ground);
                        },
                        call::told);
        String run = call.busily("migrate", () -> imports.start(request, asJob));
        return new Outcome.Begun(MigrationView.of(find(imports, run), ground), "/migrations/" + run);
    }

    /** Tells a job how far an import is, and ends the import where the job is cancelled. For one thread. */
    private static final class Listener implements Consumer<Progress> {

        private final dev.daybook.operation.Progress job;
        private Optional<Jobs.Cancelled> cancelled = Optional.empty();

        Listener(dev.daybook.operation.Progress job) {
            this.job = job;
        }

        @Override
        public void accept(Progress it) {
            try {
                job.at(it.done(), it.total(), it.phase());
            } catch (Jobs.Cancelled e) {
                cancelled = Optional.of(e);
                throw new Import.Stopped("it was cancelled");
            }
        }

        /** Ends the job as the import has ended. */
        void end() {
            cancelled.ifPresent(why -> {
                throw why;
            });
        }
    }

    private static RunView find(Imports imports, String run) {
        return imports.find(run).orElseThrow(() -> Rejected.notFound("there is no import '%s'", run));
    }

    private static Outcome rejected(Kept it, Call call, Imports imports) {
        long after = call.cursor().map(MigrationOperations::revision).orElse(-1L);
        Refused.Page page = imports.rejected(it.run(), after, Page.checkedLimit(call.limit()), it.raw());
        return new Page<>(page.items(), page.next().map(next -> Long.toString(next)));
    }

    private static long revision(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException _) {
            throw Rejected.invalidAt(
                    "/cursor", "'%s' is no cursor of this list: want the one that came with its last page", cursor);
        }
    }

    private static Outcome show(String run, Ground ground) {
        RunView now = find(ground.service(Imports.class), run);
        return new Outcome.Going(
                () -> Outcome.shown(MigrationView.of(now, ground)), bell -> new OfOne(now.run(), ground, bell));
    }

    /** Tells how far an import is whenever it has moved, and its report at the end. */
    private static final class OfOne implements Watching {

        private final String run;
        private final Ground ground;
        private final Imports imports;
        private final Imports.Watch watch;
        private int number;
        private boolean over;

        OfOne(String run, Ground ground, Runnable bell) {
            this.run = run;
            this.ground = ground;
            this.imports = ground.service(Imports.class);
            this.watch = imports.watch(run, _ -> bell.run());
        }

        @Override
        public List<News> news() {
            RunView now = find(imports, run);
            over = now.state() != State.RUNNING;
            number++;
            return List.of(
                    new News(Integer.toString(number), over ? "report" : "progress", MigrationView.of(now, ground)));
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

    private MigrationOperations() {}
}
