package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.postgres.Server;
import dev.daybook.operation.Column;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.JournalTransfer.Copied;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a journal out of a file into a database, or back. Works on the journals themselves, so nobody may write to the copy. */
@Command(
        name = "copy",
        description = {
            "Copies a journal: between a file and a PostgreSQL database, either way.",
            "Positions, event ids, times and the hash chain stay the same; run again, it copies what came since."
        })
final class CopyCommand extends Action {

    private static final String FILE = "sqlite:";
    private static final String WANTED = "want sqlite:DIR, with a data directory, or postgresql://USER@HOST/DATABASE";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "JOURNAL",
            description = "sqlite:DIR, with a data directory, or postgresql://USER@HOST/DATABASE")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "JOURNAL",
            description = "the same; an empty one, or an earlier copy, which nobody else writes to")
    private String to = "";

    @Override
    Exit run(CommandContext context) {
        var source = place("--from", from);
        var target = place("--to", to);
        if (source.equals(target)) {
            throw Failure.usage("--from and --to are the same journal", "name another one to copy it to");
        }
        try (var progress = context.progress("copy")) {
            Copied copied = switch (target) {
                case DataDirectoryOpener.InDatabase _ -> copy(context, source, target, progress);
                case DataDirectoryOpener.InFile(DataDirectory data) -> {
                    try (Lock _ = claim(data)) {
                        yield copy(context, source, target, progress);
                    }
                }
            };
            context.output()
                    .fields(
                            List.of(Column.of("copied"), Column.of("position"), Column.of("chain")),
                            Bodies.object()
                                    .put("copied", copied.copied())
                                    .put("position", copied.end().position().value())
                                    .put("chain", copied.end().hash().toString()));
            return Exit.OK;
        } catch (Rejected | JournalUnavailable e) {
            throw Failure.because(
                    String.valueOf(e.getMessage()), "the original is as it was; what was copied so far stays", e);
        }
    }

    private static DataDirectoryOpener.Place place(String option, String text) {
        if (text.startsWith(FILE) && text.length() > FILE.length()) {
            return new DataDirectoryOpener.InFile(DataDirectory.at(Path.of(text.substring(FILE.length()))));
        }
        if (Server.complaint(text).isPresent()) {
            throw Failure.usage(
                    "%s is '%s': %s".formatted(option, Server.withoutPassword(text), WANTED),
                    "such as --to postgresql://daybook@db.example/daybook");
        }
        return new DataDirectoryOpener.InDatabase(text);
    }

    private static Copied copy(
            CommandContext context,
            DataDirectoryOpener.Place source,
            DataDirectoryOpener.Place target,
            ProgressOutput progress) {
        Progress heard = (done, total, what) -> progress.at(
                Bodies.object().put("done", done).put("total", total).put("message", what));
        return context.environment().opener().copy(source, target, context.settings(), heard);
    }

    private static Lock claim(DataDirectory data) {
        data.sharedJournal().ifPresent(address -> {
            throw Failure.because(
                    "%s is the directory of a node on %s".formatted(data.path(), address),
                    "copy to another directory, and use that with --data DIR");
        });
        return switch (data.claim("copy")) {
            case Claim.Mine(Lock mine) -> mine;
            case Claim.Theirs(Holder holder) ->
                throw Failure.because(
                        "%s is in use by %s".formatted(data.path(), holder.describe()),
                        "stop it, or copy to another one");
        };
    }
}
