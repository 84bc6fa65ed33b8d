package dev.daybook.cli;

import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = "Every change of one thing with before and after, or what it was at some time.")
final class HistorySubcommand extends Action {

    @Parameters(paramLabel = "KIND/ID", description = "what, such as sbi/SBI-01…, plan/PBI-7 or config/max_turns")
    private String entity;

    @Option(
            names = "--at",
            paramLabel = "WHEN",
            description = "show its state then: a position, a time, the end of a day, or so long ago (7d)")
    private Optional<String> at;

    @Option(
            names = "--recorded-since",
            paramLabel = "TIME",
            description = "written down from this time or day on, or so long ago, whenever it happened")
    private Optional<String> recordedSince;

    @Option(
            names = "--recorded-until",
            paramLabel = "TIME",
            description = "written down before this time, up to the end of this day, or so long ago")
    private Optional<String> recordedUntil;

    @Option(names = "--limit", paramLabel = "N", description = "how many changes at most (default: 0, all)")
    private int limit;

    @Override
    Exit run(CommandContext context) {
        var path = "/history/" + Entities.path(entity);
        if (at.isPresent()) {
            context.output()
                    .thing(context.client().get(path, Client.query().with("at", at.map(context.times()::last))));
            return Exit.OK;
        }
        var query = Client.query()
                .with("recordedSince", recordedSince.map(context.times()::from))
                .with("recordedUntil", recordedUntil.map(context.times()::until));
        context.output()
                .rows(
                        List.of(
                                Column.of("position"),
                                Column.of("timestamp"),
                                Column.of("action"),
                                Column.of("actor"),
                                new Column(
                                        "change",
                                        row -> AuditSubcommand.change(
                                                row.path("changed"), row.path("before"), row.path("after")))),
                        new Paging(context.client(), path, query, limit),
                        "nothing ever happened to " + entity);
        return Exit.OK;
    }
}
