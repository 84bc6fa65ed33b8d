package dev.daybook.cli;

import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "search",
        description = {
            "Finds tasks, executions, notes, plans, sessions and items by their words, best first.",
            "Words must all occur; \"in quotes\" as a phrase; a* stands for what begins so."
        })
final class Search extends Action {

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "what to look for")
    private List<String> text = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "only sbi, plan, session or item")
    private Optional<String> kind;

    @Option(names = "--status", paramLabel = "STATUS", description = "only tasks of this status")
    private Optional<String> status;

    @Option(names = "--label", paramLabel = "LABEL", description = "only tasks with this label")
    private Optional<String> label;

    @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: 20; 0 is all)")
    private int limit = 20;

    @Override
    Exit run(CommandContext context) {
        var query = Client.query()
                .with("q", String.join(" ", text))
                .with("kind", kind)
                .with("status", status)
                .with("label", label)
                .with("mark", "none");
        var hits = new Paging(context.client(), "/search", query, limit);
        context.output()
                .rows(
                        List.of(
                                Column.of("id"),
                                Column.of("part"),
                                Column.of("status"),
                                Column.of("title"),
                                Column.of("found", "/snippet")),
                        hits,
                        "nothing found: fewer words, or the beginning of one with a star (retr*), find more");
        return Exit.OK;
    }
}
