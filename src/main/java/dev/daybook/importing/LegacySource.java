package dev.daybook.importing;

import dev.daybook.event.Recorded;
import dev.daybook.importing.file.FileNames;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of one legacy tool. It never writes, never follows a link out of the root, and holds no more than
 * one entity in memory. The same files yield the same results in the same order.
 */
public interface LegacySource {

    /** The name of the tool, such as {@code deespec}. */
    String kind();

    /** Returns whether this is a tree of the tool, and the root that its paths are relative to. */
    boolean recognizes(Path root);

    /** Counts what there is to read, for progress only: quick, and wrong by a little is fine. */
    long countEntities(Path root);

    /**
     * Returns what there is in the tree, in a fixed order. Nothing is read before it is asked for.
     *
     * @param scope which part of it
     */
    Reading read(Root root, Scope scope, Known known);

    /** Returns which layouts of the tool the tree has, in its own words, oldest first; none if it does not tell them apart. */
    default Set<String> eras(Path root) {
        return Set.of();
    }

    /** Returns the folders in which the tool writes: what changes elsewhere is none of its business. */
    List<Watched> watched(Path root);

    /** Returns whether a file is the tool's, by its path below the root, where other files may lie beside. */
    default boolean isOwn(Path root, String file) {
        Path path = FileNames.resolve(root, file).toAbsolutePath().normalize();
        return watched(root).stream().anyMatch(watched -> {
            Path folder = watched.folder().toAbsolutePath().normalize();
            return watched.below() ? path.startsWith(folder) : folder.equals(path.getParent());
        });
    }

    /** Returns the files that may be set aside once all that they say is taken over; none if the tool needs them. */
    default List<Path> retirable(Path root) {
        return List.of();
    }

    /** Returns whether the files tell whose each record is, so that those of one agent can be read alone. */
    default boolean knowsAgents() {
        return false;
    }

    /** Returns the folder that the paths in findings begin at. */
    default Path base(Path root) {
        return root;
    }

    /** Returns what verification hears beside this reader. */
    default Optional<Witness> witness() {
        return Optional.empty();
    }

    /** A folder of the tool; {@code below} is whether all folders in it are meant too. */
    record Watched(Path folder, boolean below) {}

    /**
     * A tree and the name of its project: empty for the first one of a tool, so that its settings and files have plain
     * names.
     */
    record Root(Path path, String project, Hints hints) {

        public Root(Path path, String project) {
            this(path, project, Hints.NONE);
        }

        public static Root of(Path path) {
            return new Root(path, "");
        }

        /** Returns the name of something that each project has one of. */
        public String qualified(String name) {
            return new Source.Project("", project).qualified(name);
        }

        /** Returns what facts of that file name as their source. */
        public Source.File source(String tool, String file) {
            return new Source.Project(tool, project).file(file);
        }
    }

    /**
     * What the user knows and the files do not say.
     *
     * @param workspaces folders that something in the tree may be about, as the tool knew them
     * @param map a file that says which folder is meant by which name
     * @param migrated whether to read what an earlier import has set aside
     * @param agent the only one whose records are wanted
     */
    record Hints(List<String> workspaces, Optional<Path> map, boolean migrated, Optional<String> agent) {

        public static final Hints NONE = new Hints(List.of(), Optional.empty(), false, Optional.empty());

        public Hints {
            workspaces = List.copyOf(workspaces);
        }
    }

    /** A part of a tree. */
    sealed interface Scope {

        Scope ALL = new All();

        record All() implements Scope {}

        /**
         * At least the things that these files belong to, paths as findings name them; other findings than theirs are
         * left out. A file need not exist any more.
         */
        record Files(Set<String> files) implements Scope {
            public Files {
                files = Set.copyOf(files);
            }
        }
    }

    /** What is known of earlier imports, for whoever tells that something is gone. */
    @FunctionalInterface
    interface Known {

        /** Nothing, where nothing is to be appended. */
        Known NOTHING = (_, _) -> List.of();

        /**
         * Returns the streams whose keys begin with {@code prefix}, in the order in which they began: what a file that
         * is whole does not tell any more is gone.
         */
        List<StreamId> streams(String category, String prefix);

        /** Returns what counts of a stream, oldest first: what was kept of a file when it was read last. */
        default List<Recorded> entries(StreamId stream) {
            return List.of();
        }

        /** Returns whether a file still stands there as it was read: only then what it does not tell is gone. */
        default boolean isSteady(String file) {
            return true;
        }
    }

    /** One thing of the legacy store, whose facts go to one stream. */
    interface Entity {

        StreamId stream();

        /** The records it consists of, by the names of the shared count vocabulary ({@code sbis}, {@code executions}). */
        default Map<String, Integer> counts() {
            return Map.of();
        }

        /**
         * Returns the facts that the files tell and {@code known} does not: all of them for a new thing, only the
         * changes for one that was imported before, none if nothing changed. {@code known} are the entries of the
         * stream that count, oldest first, those of users among them.
         */
        List<Fact> facts(List<Recorded> known);

        /** Returns whether no file tells this, as of a record that none holds: none need stand still for it. */
        default boolean isOfNoFile() {
            return false;
        }

        /**
         * What the read model should show of this thing, field by field, for the comparison after the import: JSON
         * pointer to value. An absent field is not compared.
         */
        default Map<String, Object> expected() {
            return Map.of();
        }

        /**
         * Returns which of the {@link #expected} fields somebody else has changed since the files told them: there the
         * read model rightly shows something else. Asked only where it does.
         */
        default Set<String> overridden(List<Recorded> known) {
            return Set.of();
        }
    }
}
