package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.history.Rollbacks;
import dev.daybook.importing.Export;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.operation.Outcome;
import java.util.Optional;

/** The files of other tools, written back into a folder of this machine. */
final class ExportRoutes {

    private final Export export;
    private final Rollbacks rollbacks;
    private final Journal journal;
    private final LongAnswers slow;
    private final AllowedPaths paths;

    ExportRoutes(Export export, Rollbacks rollbacks, Journal journal, LongAnswers slow, AllowedPaths paths) {
        this.export = export;
        this.rollbacks = rollbacks;
        this.journal = journal;
        this.slow = slow;
        this.paths = paths;
    }

    void mount(Routes on) {
        on.post("/exports", this::write);
    }

    private Answer write(Request request) {
        BodyFields body = request.body();
        var options = new Export.Options(
                body.maybeText("kind").orElseGet(() -> export.kinds().getFirst()),
                paths.of(request, "/out", body.text("out"), "folder"),
                body.maybeText("era"),
                body.maybeText("project"),
                at(body),
                body.flag("force"));
        return slow.answer(
                        request,
                        new Outcome.Work(
                                options.kind(),
                                progress -> export.run(options, files -> progress.at(files, 0, "files"))
                                        .toJson()))
                .at(journal.head().value());
    }

    private Optional<Position> at(BodyFields body) {
        if (body.has("at") && body.has("checkpoint")) {
            throw Rejected.invalidAt("/at", "at and checkpoint are given together: want one of them");
        }
        return body.maybeLong("at")
                .map(Position::new)
                .or(() -> body.maybeText("checkpoint").map(this::named));
    }

    private Position named(String checkpoint) {
        return rollbacks
                .command(
                        Optional.empty(), Optional.of(checkpoint), Optional.empty(), Optional.empty(), Optional.empty())
                .to()
                .map(Position::new)
                .orElseThrow(() -> Rejected.notFound("there is no checkpoint '%s'", checkpoint));
    }
}
