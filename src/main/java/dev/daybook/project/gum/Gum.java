package dev.daybook.project.gum;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.project.gum.witness.GumWitness;
import dev.daybook.rollout.Tool;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where gum keeps what below a home directory. Each file is a cache that gum writes anew as a whole, or text of its user:
 * all are kept as they are; {@link GumMerge} says what they tell together.
 */
public final class Gum {

    static final String TOOL = "gum";
    static final String CACHE = ".cache/gum/";
    static final String BACKUP = CACHE + "backup/";
    static final String DATABASE = CACHE + "gum.db";
    static final String PROJECTS = "projects.json";
    static final String PROJECT_DIRS = "project-dirs.json";
    static final String DIRS = "dirs.json";
    static final String REPOS = "github-repos.json";

    /** What Daybook calls the projects that it has looked for itself. */
    static final String OWN_PROJECTS = "projects";

    static final String CWDS = ".cache/cwds";
    static final String CONFIG = ".config/gum/config.yaml";
    static final String LIST = ".config/projects-dirs.list";

    /** Files of gum's users, which Daybook makes none of. */
    static final List<String> TEXTS = List.of(CONFIG, LIST, CWDS);

    static final List<String> CACHES = List.of(PROJECTS, PROJECT_DIRS, DIRS, REPOS);

    /** All but the database, by their names. */
    static final List<String> FILES =
            Stream.concat(CACHES.stream(), TEXTS.stream()).toList();

    /** Returns where a cache or a text stands. */
    static String file(String name) {
        return TEXTS.contains(name) ? name : CACHE + name;
    }

    /** @param zone of times without one */
    public static ToolFiles files(ZoneId zone, InstantSource clock) {
        Format format = format(zone, clock);
        LegacySource source = format.source(Limits.DEFAULT);
        return new ToolFiles(
                source, format.writer(Limits.DEFAULT), (_, _, _) -> new Tool(new GumFiles(source), false, false));
    }

    static Format format(ZoneId zone, InstantSource clock) {
        return Format.of("gum")
                .database(DATABASE)
                .told(CACHE + PROJECTS)
                .told(CACHE + PROJECT_DIRS)
                .told(CACHE + DIRS)
                .told(CACHE + REPOS)
                .told(CWDS)
                .told(CONFIG)
                .told(LIST)
                .whole(CACHE + "**")
                .whole(".config/gum/**")
                .merging(new GumMerge(zone, clock))
                .showing(new GumShowing())
                .witness(new GumWitness());
    }

    /** Returns which of two files counts more, where both were written at the same time: the one of the higher rank. */
    static int rank(String file) {
        return file.startsWith(BACKUP)
                ? 2
                : switch (file) {
                    case CWDS -> 1;
                    case DATABASE -> 3;
                    case LIST -> 5;
                    case CONFIG -> 6;
                    default -> 4; // a cache that gum still reads
                };
    }

    private Gum() {}
}
