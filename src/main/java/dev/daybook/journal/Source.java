package dev.daybook.journal;

/** Where a fact came from: a door, or a file of a tool. */
public sealed interface Source {

    /** Returns it in one text, as users see it: {@code http}, or {@code deespec:shop!/specs/sbi/…/meta.yml}. */
    String text();

    /** Through which door it came, such as {@code http} or {@code cli}. */
    record Channel(String name) implements Source {
        @Override
        public String text() {
            return name;
        }
    }

    /**
     * The file that it was imported from.
     *
     * @param path below the root of the tool's files
     */
    record File(Project project, String path) implements Source {

        public File {
            if (path.isEmpty()) {
                throw new IllegalArgumentException("a file of %s has no path: want one".formatted(project));
            }
        }

        @Override
        public String text() {
            return project.tool() + ":" + qualified();
        }

        /** Returns the path with the project, as streams are named that each project has one of. */
        public String qualified() {
            return project.qualified(path);
        }
    }

    /**
     * A project that a tool keeps files of.
     *
     * @param name empty for the first one of the tool
     */
    record Project(String tool, String name) {

        /** Returns the name of something that each project has one of: plain in the first one. */
        public String qualified(String plain) {
            return prefix() + plain;
        }

        /** Returns what the names of its own things begin with; empty for the first project. */
        public String prefix() {
            return name.isEmpty() ? "" : name + "!/";
        }

        public File file(String path) {
            return new File(this, path);
        }
    }
}
