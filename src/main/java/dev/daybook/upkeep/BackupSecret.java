package dev.daybook.upkeep;

import java.nio.file.Path;

/** Where what opens an encrypted backup is kept: a file of random bytes, or one with a passphrase. */
public record BackupSecret(Path file, boolean isPassphrase) {}
