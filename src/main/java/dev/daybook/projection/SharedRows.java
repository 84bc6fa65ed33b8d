package dev.daybook.projection;

/**
 * The rows of one version of a read model in the database of a journal, whichever node writes them.
 *
 * @param position up to which they go
 * @param sizeBytes of the live ones, those before them and those that are built
 */
public record SharedRows(String name, int version, long position, long sizeBytes) {

    /** Returns what tells them from others: {@code sbi v6}. */
    public String text() {
        return "%s v%d".formatted(name, version);
    }
}
