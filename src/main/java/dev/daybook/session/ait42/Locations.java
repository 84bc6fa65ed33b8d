package dev.daybook.session.ait42;

import dev.daybook.session.Workspaces;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * Which folders are behind the names of files. A folder counts only for names that it hashes to; of two folders of one
 * name the one that was named first counts, and what is only possible gives way to what is said.
 */
final class Locations {

    /** Windows resolves a path to one that begins so. */
    private static final String VERBATIM = "\\\\?\\";

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/].*", Pattern.DOTALL);

    private final Map<String, Location> said = new HashMap<>();
    private final Map<String, Location> located = new HashMap<>();

    /**
     * Where a workspace is.
     *
     * @param path as its writer spelled it; none: it is the one that stands for no workspace
     * @param canonical the key of that folder: another one than the file has if that is only a second name
     */
    record Location(Optional<String> path, String canonical) {}

    Locations() {
        located.put(Workspaces.NONE, new Location(Optional.empty(), Workspaces.NONE));
    }

    /** Takes a folder into account; returns the names that it may have. */
    SequencedSet<String> add(String path) {
        String canonical = Workspaces.key(path);
        var names = new LinkedHashSet<String>();
        names.add(canonical);
        located.putIfAbsent(canonical, new Location(Optional.of(path), canonical));
        String bare = path;
        while (bare.length() > 1 && bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        // The debates of the editor hash the text as it stands.
        second(names, path, canonical);
        second(names, bare, canonical);
        second(names, bare + "/", canonical);
        if (DRIVE.matcher(path).matches()) {
            second(names, VERBATIM + path, canonical);
        }
        return names;
    }

    private void second(SequencedSet<String> names, String path, String canonical) {
        String name = Workspaces.written(path);
        if (names.add(name)) {
            located.putIfAbsent(name, new Location(Optional.of(path), canonical));
        }
    }

    /** Takes what a mapping says of a name; returns whether the folder has it. */
    boolean map(String name, String path) {
        if (!add(path).contains(name)) {
            return false;
        }
        said.putIfAbsent(name, new Location(Optional.of(path), Workspaces.key(path)));
        return true;
    }

    Optional<Location> of(String name) {
        return Optional.ofNullable(said.getOrDefault(name, located.get(name)));
    }
}
