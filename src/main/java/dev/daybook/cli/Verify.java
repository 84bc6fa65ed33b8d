package dev.daybook.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Proves the journal (chain, positions, contents), the files, and that the read models are what",
            "a replay would make. Names the first thing that does not fit; exit code 4 then."
        })
final class Verify extends Action {

    @Option(names = "--journal-only", description = "leave the read models out")
    private boolean journalOnly;

    @Override
    Exit run(Desk desk) {
        var path = "/verify" + Client.query().with("projections", !journalOnly);
        var proof = desk.client().post(path, Bodies.object());
        boolean ok = proof.path("ok").asBoolean();
        if (desk.output().format() != Format.table) {
            desk.output().thing(proof);
        } else if (ok) {
            desk.output()
                    .say("%s entries proven, no findings (%s)"
                            .formatted(proof.path("head").asText(), Column.plain(proof.path("checks"))));
        } else {
            desk.output()
                    .rows(
                            List.of(
                                    Column.of("check"),
                                    Column.of("where"),
                                    Column.of("position"),
                                    Column.of("message")),
                            proof.path("findings").iterator(),
                            "");
        }
        if (!ok) {
            desk.note("what is stored does not prove itself: keep a copy of %s before anything else"
                    .formatted(desk.data().path()));
        }
        return ok ? Exit.OK : Exit.INTEGRITY;
    }
}
