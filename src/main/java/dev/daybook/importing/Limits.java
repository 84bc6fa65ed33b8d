package dev.daybook.importing;

/**
 * How much of a foreign tree a reader takes in at once. What goes beyond is a finding, never an accident.
 *
 * @param fileBytesMax a larger file is not read: with its text and its JSON it would fill a small heap several times
 * @param jsonDepthMax a value nested deeper is dropped from its record
 * @param directoryEntriesMax more names in one directory are not looked at
 * @param lineCharsMax a longer line is told of; it is imported unshortened all the same
 * @param findingsMax more findings of one run are counted but not listed
 * @param heldBytesMax how many bytes of small side files are kept between two passes instead of being read again
 * @param journalLinesMax more lines of one journal are not read: where each stands is remembered
 */
public record Limits(
        int fileBytesMax,
        int jsonDepthMax,
        int directoryEntriesMax,
        int lineCharsMax,
        int findingsMax,
        int heldBytesMax,
        int journalLinesMax) {

    /** Of the memory that there is. */
    private static final int HELD_SHARE = 16;

    private static final int HELD_BYTES =
            (int) Math.min(12 << 20, Runtime.getRuntime().maxMemory() / HELD_SHARE);

    public static final Limits DEFAULT = new Limits(8 << 20, 100, 200_000, 64 << 10, 10_000, HELD_BYTES, 1_000_000);
}
