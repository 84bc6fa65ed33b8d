package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Scope;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tells what belongs to a part of a tree: all things, but only the findings about its files. */
public final class ScopeFilter {

    private final Scope scope;
    private final Function<String, Stream<String>> aside;

    /** The files that are wanted; those below a folder follow each other. */
    private final NavigableSet<String> wanted = new TreeSet<>();

    public ScopeFilter(Scope scope) {
        this(scope, _ -> Stream.empty());
    }

    /** @param aside the files with which the one at a path changes, too */
    public ScopeFilter(Scope scope, Function<String, Stream<String>> aside) {
        this.scope = scope;
        this.aside = aside;
        if (scope instanceof Scope.Files(Set<String> files)) {
            wanted.addAll(files);
        }
    }

    /** Returns what of a reading is of that part. */
    public Reading of(Reading reading) {
        return reading.map(result -> Optional.of(result).filter(this::isOf));
    }

    private boolean isOf(Reading.Result result) {
        return switch (result) {
            case Reading.Found _ -> true;
            case Finding finding -> isWanted(finding.file());
            case Reading.Rejected(Finding finding, var _) -> isWanted(finding.file());
            case Reading.Kept(var _, String file, var _) -> isWanted(file);
            case Reading.Seen(String file, var _) -> isWanted(file);
        };
    }

    /** Returns whether the whole tree is meant. */
    public boolean isAll() {
        return scope instanceof Scope.All;
    }

    /** Returns whether the path is one of the files, or a folder of one, or below one. */
    public boolean isWanted(String path) {
        if (isAll() || aside.apply(path).anyMatch(wanted::contains)) {
            return true;
        }
        String below = wanted.ceiling(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            return true;
        }
        String folder = path;
        while (!wanted.contains(folder) && folder.indexOf('/') >= 0) {
            folder = folder.substring(0, folder.lastIndexOf('/'));
        }
        return wanted.contains(folder);
    }

    /** Returns whether any file of such a path is meant. */
    public boolean isAbout(Predicate<String> path) {
        return isAll() || wanted.stream().anyMatch(path);
    }
}
