package dev.daybook.history;

import dev.daybook.importing.run.ArchivedFiles;
import dev.daybook.importing.run.Imports;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/** Archives of other tools' files, as a migration makes one of them first. */
final class BackupOperations {

    private record Asked(
            @Says(value = "whose files they are", label = "TOOL", min = 1, max = 40, like = "auto")
            String kind,

            @Says(value = "the folder with the tool's files", min = 1, max = 4_096, like = "/home/ada")
            String path,

            @Says(
                    value = "the archive; a backup never replaces a file",
                    label = "FILE.tar.zst",
                    min = 1,
                    max = 4_096,
                    like = "/home/ada/files.tar.zst")
            String file) {}

    private record Back(
            Asked asked,

            @Says("also where files are otherwise now than in the archive")
            boolean force) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "migrations",
            "",
            List.of(
                    Operation.<Asked, Ground>works("", "backUpFiles", "POST /migrations/backups", Asked.class)
                            .says("Packs the files of a tool into an archive, and reads it again to prove it.")
                            .answers(
                                    "FilesCopied",
                                    ArchivedFiles.Copied.class,
                                    (asked, call, ground) -> Outcome.shown(call.busily(
                                            "backup",
                                            () -> ground.service(Imports.class)
                                                    .archived()
                                                    .backUp(
                                                            call.path("path", asked.path(), "folder"),
                                                            Optional.of(asked.kind()),
                                                            call.path("file", asked.file(), "file"))))),
                    Operation.<Back, Ground>works("", "restoreFiles", "POST /migrations/restores", Back.class)
                            .says(
                                    "Puts the files of a tool back as an archive has them.",
                                    "Nothing is overwritten unless that is wanted; what is recorded here stays.")
                            .answers(
                                    "FilesCopied",
                                    ArchivedFiles.Copied.class,
                                    (back, call, ground) -> Outcome.shown(call.busily(
                                            "restore",
                                            () -> ground.service(Imports.class)
                                                    .archived()
                                                    .restore(
                                                            call.path(
                                                                    "file",
                                                                    back.asked().file(),
                                                                    "file"),
                                                            call.path(
                                                                    "path",
                                                                    back.asked().path(),
                                                                    "folder"),
                                                            back.asked().kind(),
                                                            back.force()))))));

    private BackupOperations() {}
}
