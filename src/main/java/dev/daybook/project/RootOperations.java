package dev.daybook.project;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.project.discovery.Excludes;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * What may be asked of the folders that projects are looked for in, and of those that are left out.
 *
 * @param machine whose folders they are
 */
record RootOperations(Machine machine) {

    private static final String ROOT = "/roots/{path}";

    private record Set(
            @Says(
                    value = "which folder; of what is left out also a name, or a pattern such as build-*",
                    min = 1,
                    max = ProjectPath.CHARS_MAX,
                    like = "/home/ada/code")
            String path,

            @Says("leave it out wherever it is, in place of looking through it")
            boolean excluded) {}

    private record Which(
            @Says(value = "which one, as it is listed", min = 1, max = ProjectPath.CHARS_MAX, like = "/home/ada/code")
            String path) {}

    Operations<Ground> all() {
        return new Operations<>(
                "roots",
                ProjectOperations.TAG,
                "The folders that projects are looked for in, and those that are left out.",
                List.of(
                        listing("roots list", "listRoots"),
                        setting("roots add", "setRoot"),
                        setting("roots exclude", ""),
                        removing()));
    }

    static Operation<?, Ground> listing(String name, String id) {
        return Operation.<None, Ground>reads(name, id, "GET /roots", None.class)
                .says("The folders that projects are looked for in, and those that are left out.")
                .from(ProjectEvent.CATEGORY)
                .columns("path", "origin", "repositories", "scanned=scannedAt")
                .csv("path", "origin", "repositories", "scannedAt")
                .called(commandForm -> commandForm.ifNone("no folders: daybook update looks through the usual ones"))
                .lists(
                        "Root",
                        ScanRootView.class,
                        (_, _, ground) -> Outcome.shown(Map.of(
                                "items", ProjectOperations.queries(ground).rootsAndExcludes())));
    }

    private Operation<?, Ground> setting(String name, String id) {
        boolean exclude = id.isEmpty();
        return Operation.<Set, Ground>writes(name, id, "PUT " + ROOT, Set.class)
                .says(
                        exclude
                                ? "Looks for no projects in folders of that name, or that path if it has a slash."
                                : "Looks for projects in a folder, too, from the next update on.")
                .revision(Revision.NONE)
                .called(commandForm -> (exclude
                                ? commandForm.words("path").instead("excluded", "true")
                                : commandForm.words("path").folder("path").hidden("excluded"))
                        .begins())
                .answers("Written", (values, call, ground) -> set(values, call, ground));
    }

    private Outcome set(Set it, Call call, Ground ground) {
        String path = ProjectPath.expanded(it.path(), machine.home().toString());
        if (it.excluded()) {
            excludes(List.of(path), machine.home(), "/path");
        } else {
            ProjectPath.checked("/path", path);
        }
        Optional<ScanRootView> before = ProjectOperations.queries(ground).rootsAndExcludes().stream()
                .filter(root -> root.path().equals(path))
                .findFirst();
        String origin = it.excluded() ? ScanEvent.EXCLUDED : ScanRootView.CONFIG;
        return call.done(new ScanCommand(new ScanEvent.RootSet(
                path, origin, before.flatMap(ScanRootView::scannedAt), before.flatMap(ScanRootView::repositories))));
    }

    private Operation<?, Ground> removing() {
        return Operation.<Which, Ground>destroys("roots remove", "removeRoot", "DELETE " + ROOT, Which.class)
                .says(
                        "Takes a folder off the list of those that are looked through, or that are left out.",
                        "One that is called as people call the folders of their projects, such as ~/code, is found again:"
                                + " exclude it.")
                .revision(Revision.NONE)
                .called(commandForm -> commandForm.words("path"))
                .answers("Written", (which, call, ground) -> {
                    String path =
                            ProjectPath.expanded(which.path(), machine.home().toString());
                    if (ProjectOperations.queries(ground).rootsAndExcludes().stream()
                            .noneMatch(root -> root.path().equals(path))) {
                        throw Rejected.notFound("'%s' is no such folder: daybook roots list shows them", path);
                    }
                    return call.done(new ScanCommand(new ScanEvent.RootRemoved(path)));
                });
    }

    /** Reads patterns of folders. */
    static Excludes excludes(List<String> globs, Path home, String pointer) {
        try {
            return Excludes.of(globs, home);
        } catch (PatternSyntaxException e) {
            throw Rejected.invalidAt(pointer, "'%s' is no pattern: %s", e.getPattern(), e.getDescription());
        }
    }
}
