package dev.daybook.importing.file;

import java.nio.file.Path;

/** What to do about a file that may not be read. */
public final class Permission {

    /** Returns the command that lets this user read it. */
    public static String fix(Path path, boolean folder) {
        String name = path.toAbsolutePath().normalize().toString();
        return "chmod %s '%s'".formatted(folder ? "u+rx" : "u+r", name.replace("'", "'\\''"));
    }

    private Permission() {}
}
