package dev.daybook.code;

import dev.daybook.shape.Says;
import java.util.List;

/** What came of indexing a source tree. */
record IndexReport(
        String project,
        String root,

        @Says("by which all of it can be taken back: daybook rollback --run")
        String run,

        @Says("whether anything was another than the journal had it")
        boolean changed,

        @Says("in the tree, without those left out") long files,

        @Says("new or changed") long indexed,
        long renamed,
        long removed,
        long unchanged,

        @Says("that the parser could not read; tried again when they change")
        long setAside,

        Skipped skipped,
        long bytes,
        long appended,

        @Says("up to which read models have to be posted to show it; 0 if nothing was written")
        long position,

        long durationMs,

        @Says("in which files were read that are not UTF-8, the one of most files first")
        List<Encoding> encodings,

        List<Finding> findings,

        @Says("beyond those listed") long moreFindings) {

    /** Files and folders that are in no index, by why. */
    record Skipped(long ignored, long binary, long generated, long tooLarge, long tooDeep, long links, long others) {}

    /**
     * An encoding that files were read in.
     *
     * @param assumed whether nothing says so but what their bytes look like
     * @param path of one of them
     */
    record Encoding(String encoding, boolean assumed, long files, String path) {}

    /** A file that was not read as it should be, and why. */
    record Finding(String path, String message) {}
}
