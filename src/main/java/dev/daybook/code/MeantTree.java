package dev.daybook.code;

import dev.daybook.code.tree.Commits;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.projection.Tables;
import dev.daybook.slice.Ground;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Which source tree somebody means: a folder that is named, or the one that a folder lies in, which is a tree that is known
 * or a git repository, whichever is nearer.
 *
 * @param known what it is called in the index; nothing if it is not known, or by several names
 */
record MeantTree(Path root, Optional<String> known) {

    static final String ROOT = "the folder with the source files";
    static final String INSIDE = "in place of root: a folder of the source tree";

    private static final Query TREES = DSL.query("SELECT project, root FROM source_trees ORDER BY project");

    private record Located(String project, Path root) {}

    /** @throws Rejected if there is no such folder, or it lies in no tree */
    static MeantTree of(Optional<String> root, Optional<String> inside, Call call, Ground ground) {
        List<Located> trees = ground.reads(CodeQueries.READ_MODEL)
                .read(dsl ->
                        Tables.of(dsl).fetch(TREES, row -> new Located(row.getString(1), Path.of(row.getString(2)))));
        Path meant = root.isPresent() ? folder("root", root.get(), call) : around(inside, trees, call);
        Path real = IndexRequest.real(meant);
        List<String> names = trees.stream()
                .filter(tree -> tree.root().equals(real))
                .map(Located::project)
                .toList();
        return new MeantTree(meant, names.stream().findFirst().filter(_ -> names.size() == 1));
    }

    private static Path around(Optional<String> inside, List<Located> trees, Call call) {
        Path folder = folder(
                "inside",
                inside.orElseThrow(
                        () -> Rejected.invalidAt("/root", "no folder is named: want the one with the source files")),
                call);
        Path real = IndexRequest.real(folder);
        Path nearest = Stream.concat(
                        trees.stream().map(Located::root).filter(real::startsWith), Commits.top(real).stream())
                .max(Comparator.comparingInt(Path::getNameCount))
                .orElseThrow(() -> Rejected.invalidAt(
                        "/root",
                        "%s lies in no git repository, and in no source tree that is known: name the folder with the"
                                + " source files, such as . for this one",
                        folder));
        return folder("inside", nearest.toString(), call);
    }

    private static Path folder(String argument, String text, Call call) {
        Path path = call.path(argument, text, "folder");
        if (!Files.isDirectory(path)) {
            throw Rejected.invalidAt("/" + argument, "%s is no folder: want the one with the source files", path);
        }
        return path;
    }
}
