package dev.daybook.projection;

/**
 * Something that is wrong with a read model, and the way out.
 *
 * @param what a sentence
 */
public record Flaw(String projection, String what) {

    static Flaw toRebuild(String projection, String what) {
        return new Flaw(
                projection, "%s; daybook rebuild %s makes it anew from the journal".formatted(what, projection));
    }

    /** @param row before: as it is; after: as a replay makes it */
    static Flaw differs(String projection, String table, RowDifference row) {
        return toRebuild(
                projection,
                "%s.%s: the row %s is %s, a replay gives %s"
                        .formatted(projection, table, row.row(), row.side(true, "missing"), row.side(false, "none")));
    }

    static Flaw aside(Quarantined it) {
        return new Flaw(it.projection(), it.describe());
    }

    /** Returns what is wrong with the pages of a read model's file, and the way out. */
    public static String ofFile(String projection, String what) {
        return toRebuild(projection, "the read model %s: %s".formatted(projection, what)).what;
    }
}
