package dev.daybook.code;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Rooted;
import dev.daybook.domain.Words;

/** What can happen to a source tree as a whole. */
public sealed interface TreeEvent extends Event {

    String CATEGORY = "source-tree";

    /** Returns the name of the tree. */
    String project();

    /**
     * It stands there from now on.
     *
     * @param root an absolute path of the machine that its files were read on
     */
    @EventType(name = "source-tree.located")
    @Words("located the source tree {project} at {root}")
    record Located(String project, String root) implements TreeEvent, Rooted {
        @Override
        public String kind() {
            return SourceFile.TOOL;
        }
    }
}
