package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.DamagedJournal;
import dev.daybook.operation.Column;
import dev.daybook.operation.Progress;
import dev.daybook.projection.Traces;
import dev.daybook.upkeep.BackupSecret;
import dev.daybook.upkeep.JournalRepair;
import dev.daybook.upkeep.JournalRepair.Order;
import dev.daybook.upkeep.JournalRepair.Repaired;
import dev.daybook.upkeep.SignedHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back from a backup what is damaged in the journal. Works on the file itself, so no server may run. */
@Command(
        name = "repair",
        description = {
            "Takes back from a backup what is damaged in the journal, where the hash chain proves that it is the same.",
            "What the journal still gives behind the backup's end is kept. The new file is put together beside the old one,",
            "proven from the first entry to the last, and renamed into its place; the damaged one is set aside, never deleted.",
            "Stop the server first. With --dry-run all is done but the last step."
        },
        footer = {"", "Example: daybook repair --from /mnt/backup/daybook --dry-run"})
final class Repair extends Action {

    private static final String MANIFEST = "manifest.json";

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "which backup, or the beginning of its id (default: the newest that proves itself)")
    private @Nullable String id;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "the folder of the backups, or that of one of them (default: the setting backup.to, else backups"
                            + " in the data directory)")
    private @Nullable Path from;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "the key file that they are encrypted with (default: the setting backup.key.file)")
    private @Nullable Path keyFile;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the file with their passphrase (default: the setting backup.passphrase.file)")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--head",
            paramLabel = "FILE",
            description = "a signed head that was kept elsewhere: it proves what stands before it")
    private @Nullable String head;

    @Option(
            names = "--up-to",
            paramLabel = "POSITION",
            description = "give up all behind that position, where the backup does not cover what is damaged there")
    private @Nullable Long upTo;

    @Option(names = "--dry-run", description = "show what would be done; nothing is changed")
    private boolean dryRun;

    @Override
    Exit run(CommandContext context) {
        context.refuseShared();
        Order order = order(context);
        Path data = context.data().path();
        if (!Files.isDirectory(data)) {
            throw Failure.because(
                    "there is no data directory %s".formatted(data),
                    "name the one with the journal with --data DIR; daybook backup restore --target DIR makes one of a backup");
        }
        Lock lock = context.connection().claimForFiles();
        Path readModels = context.data().readModels();
        var known = new JournalRepair.Known(
                Stream.of(new Position(lock.head()), Traces.farthest(readModels))
                        .max(Position::compareTo)
                        .orElse(Position.START),
                Traces.links(readModels));
        try (var progress = context.progress("repair")) {
            InstantSource clock = context.environment().clock();
            Repaired repaired = JournalRepair.repair(
                    context.data().journal(),
                    known,
                    order,
                    context.data().aside(clock.instant()),
                    clock,
                    heard(progress));
            repaired.aside().ifPresent(_ -> lock.know(repaired.end().value()));
            return show(context, repaired);
        } catch (Rejected | JournalUnavailable e) {
            throw Failure.integrity(
                    String.valueOf(e.getMessage()),
                    "nothing was changed; daybook backup list --from DIR shows the backups, daybook verify what is damaged",
                    e);
        }
    }

    private Order order(CommandContext context) {
        if (keyFile != null && passphraseFile != null) {
            throw Failure.usage("--key-file and --passphrase-file are both given", "want one of them");
        }
        if (upTo != null && upTo < 1) {
            throw Failure.usage("--up-to is %d: want a position from 1".formatted(upTo), "leave it out to keep all");
        }
        Path folder = folder(context);
        Optional<String> named = Optional.ofNullable(id);
        if (Files.exists(folder.resolve(MANIFEST))) { // one of the backups itself
            named = Optional.of(String.valueOf(folder.getFileName()));
            folder = folder.resolveSibling("");
        }
        return new Order(
                folder,
                named,
                secret(context),
                Optional.ofNullable(head).map(this::signed),
                Optional.ofNullable(upTo).map(Position::new),
                dryRun);
    }

    private Path folder(CommandContext context) {
        return Optional.ofNullable(from)
                .or(() -> setting(context, ProgramSetting.BACKUP_TO))
                .orElse(context.data().backups())
                .toAbsolutePath()
                .normalize();
    }

    private Optional<BackupSecret> secret(CommandContext context) {
        return secret(Optional.ofNullable(keyFile), Optional.ofNullable(passphraseFile))
                .or(() -> secret(
                        setting(context, ProgramSetting.BACKUP_KEY_FILE),
                        setting(context, ProgramSetting.BACKUP_PASSPHRASE_FILE)));
    }

    private static Optional<BackupSecret> secret(Optional<Path> key, Optional<Path> passphrase) {
        return key.map(file -> new BackupSecret(file, false))
                .or(() -> passphrase.map(file -> new BackupSecret(file, true)));
    }

    private static Optional<Path> setting(CommandContext context, ProgramSetting setting) {
        return Optional.of(context.settings().text(setting))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    private SignedHead signed(String file) {
        try {
            return SignedHead.parse(Bodies.text(Optional.of(file)).orElse(""));
        } catch (Rejected e) {
            throw Failure.usage("--head: " + e.getMessage(), "daybook head --sign prints one");
        }
    }

    private static Progress heard(ProgressOutput progress) {
        return (done, total, what) -> progress.at(
                Bodies.object().put("done", done).put("total", total).put("message", what));
    }

    private Exit show(CommandContext context, Repaired repaired) {
        if (repaired.found().isEmpty()) {
            context.output().say("%s entries proven, nothing is to be repaired".formatted(repaired.end()));
        }
        ObjectNode answer = Bodies.object()
                .put("repaired", repaired.aside().isPresent())
                .put("end", repaired.end().value());
        repaired.found().forEach(finding -> answer.withArray("found").add(finding.toString()));
        repaired.of().forEach(backup -> answer.withArray("of").add(backup));
        repaired.taken().forEach(range -> answer.withArray("taken").add(taken(range)));
        if (!repaired.of().isEmpty()) {
            answer.put("backupEnd", repaired.backupEnd().value())
                    .put("kept", repaired.end().value() - repaired.backupEnd().value());
        }
        repaired.aside().ifPresent(path -> answer.put("aside", path.toString()));
        if (repaired.found().isEmpty() && context.output().format() == Format.table) {
            return Exit.OK;
        }
        context.output()
                .fields(
                        List.of(
                                new Column("found", row -> lines(row.path("found"))),
                                new Column("from the backup", Repair::fromBackup),
                                Column.of("backup", "/of"),
                                Column.of("its end", "/backupEnd"),
                                Column.of("kept behind it", "/kept"),
                                Column.of("end", "/end"),
                                Column.of("set aside", "/aside")),
                        answer);
        if (!repaired.found().isEmpty()) {
            context.note(
                    dryRun
                            ? "dry run, nothing is changed: without --dry-run the journal would be replaced"
                            : "the journal proves itself; the damaged one lies in %s"
                                    .formatted(
                                            repaired.aside().map(Path::toString).orElse("")));
        }
        return dryRun && !repaired.found().isEmpty() ? Exit.FINDINGS : Exit.OK;
    }

    private static ObjectNode taken(DamagedJournal.Range range) {
        return Bodies.object()
                .put("first", range.first().value())
                .put("last", range.last().value())
                .put("what", range.what());
    }

    private static String lines(JsonNode texts) {
        return String.join("\n", texts.valueStream().map(JsonNode::asText).toList());
    }

    private static String fromBackup(JsonNode answer) {
        List<String> ranges = answer.path("taken")
                .valueStream()
                .map(range -> "%s to %s (%s)"
                        .formatted(
                                range.path("first").asText(),
                                range.path("last").asText(),
                                range.path("what").asText()))
                .toList();
        return ranges.isEmpty() ? "no entry: the pages around them alone" : String.join("\n", ranges);
    }
}
