package dev.daybook.code;

import java.nio.file.Path;

/** Where it is kept which files of source trees were looked at; all of it may be deleted at any time. */
public record LookedFolder(Path path) {}
