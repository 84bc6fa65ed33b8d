package dev.daybook.importing.frame;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which lines of a file were there before: by eight bytes of their SHA-256, so that millions fit in memory. */
public final class Seen {

    private final MessageDigest sha256;
    private long[] hashes = new long[1 << 6];
    private int[] lines = new int[1 << 6]; // 0: free
    private int count;

    public Seen() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the line that held the same before, or 0 after noting this one. */
    public int before(byte[] content, int line) {
        long hash = hash(content);
        int slot = slot(hashes, lines, hash);
        if (lines[slot] > 0) {
            return lines[slot];
        }
        hashes[slot] = hash;
        lines[slot] = line;
        if (++count > hashes.length / 2) {
            grow();
        }
        return 0;
    }

    /** Returns the line that held the same, or 0. */
    public int find(byte[] content) {
        return lines[slot(hashes, lines, hash(content))];
    }

    private long hash(byte[] content) {
        byte[] digest = sha256.digest(content);
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = hash << 8 | (digest[i] & 0xFF);
        }
        return hash;
    }

    private void grow() {
        long[] moreHashes = new long[hashes.length * 2];
        int[] moreLines = new int[moreHashes.length];
        for (int i = 0; i < hashes.length; i++) {
            if (lines[i] > 0) {
                int slot = slot(moreHashes, moreLines, hashes[i]);
                moreHashes[slot] = hashes[i];
                moreLines[slot] = lines[i];
            }
        }
        hashes = moreHashes;
        lines = moreLines;
    }

    private static int slot(long[] hashes, int[] lines, long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (lines[slot] > 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
