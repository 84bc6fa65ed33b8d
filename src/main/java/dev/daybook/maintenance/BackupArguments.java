package dev.daybook.maintenance;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupSecret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What questions about backups have in common: in which folder they lie, and what opens them. */
final class BackupArguments {

    static final String FROM_SAYS =
            "the folder of the backups (default: the setting backup.to, else backups in the data directory)";

    static Path from(Optional<String> from, Call call, Ground ground) {
        return from.map(text -> call.path("from", text, "folder"))
                .orElseGet(() -> ground.service(BackupPlan.class).folder());
    }

    /** Returns what opens them: what is named, else what new ones are encrypted with. */
    static Optional<BackupSecret> openedBy(
            Optional<String> keyFile, Optional<String> passphraseFile, Call call, Ground ground) {
        return secret(keyFile, passphraseFile, call)
                .or(() -> ground.service(BackupPlan.class).secret());
    }

    static Optional<BackupSecret> secret(Optional<String> keyFile, Optional<String> passphraseFile, Call call) {
        if (keyFile.isPresent() && passphraseFile.isPresent()) {
            throw Rejected.invalidAt("/keyFile", "keyFile and passphraseFile are both given: want one of them");
        }
        return Stream.concat(
                        keyFile.stream().map(text -> new BackupSecret(call.path("keyFile", text, "file"), false)),
                        passphraseFile.stream()
                                .map(text -> new BackupSecret(call.path("passphraseFile", text, "file"), true)))
                .findFirst();
    }

    private BackupArguments() {}
}
