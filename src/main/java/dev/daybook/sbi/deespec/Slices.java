package dev.daybook.sbi.deespec;

import java.util.Arrays;

/** Where the entries of one SBI stand in a file: twenty bytes for each, however long they are. */
final class Slices {

    private long[] offsets = new long[4];
    private int[] sizes = new int[4];
    private int[] lines = new int[4];
    private int count;

    void add(long offset, int sizeBytes, int line) {
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

    int count() {
        return count;
    }

    long offset(int i) {
        return offsets[i];
    }

    int sizeBytes(int i) {
        return sizes[i];
    }

    int line(int i) {
        return lines[i];
    }
}
