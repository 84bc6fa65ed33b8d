package dev.daybook.importing.frame;

import java.util.Arrays;

/** Where some of the records of a {@link RecordLog} stand: twenty bytes for each, however long they are. */
public final class Slices {

    private long[] offsets = new long[4];
    private int[] sizes = new int[4];
    private int[] lines = new int[4];
    private int count;

    /** Takes the next one. */
    public void add(long offset, int sizeBytes, int line) {
        if (count == offsets.length) {
            int capacity = count * 2;
            offsets = Arrays.copyOf(offsets, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }
        offsets[count] = offset;
        sizes[count] = sizeBytes;
        lines[count] = line;
        count++;
    }

    public int count() {
        return count;
    }

    long offset(int i) {
        return offsets[i];
    }

    int sizeBytes(int i) {
        return sizes[i];
    }

    /** Returns the line that one of them stands on. */
    public int line(int i) {
        return lines[i];
    }
}
