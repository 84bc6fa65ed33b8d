package dev.daybook.agent;

import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A memory as its upkeep sees it.
 *
 * @param line its beginning
 * @param meaning the same for all that say the same: whatever the case, the width and the blanks of their letters are
 * @param expiresAt empty if it does not expire
 */
record MemoryKept(
        String id,
        String agent,
        String line,
        String meaning,
        String type,
        double importance,
        long bytes,
        String expiresAt,
        Instant createdAt) {

    /** What somebody has set apart, and what stands for others already. */
    private static final List<String> NEVER = List.of("critical", "archived", MemoryView.CONSOLIDATED);

    boolean mayBeBundled(double importanceMax) {
        return !NEVER.contains(type) && importance <= importanceMax;
    }

    boolean isWorking() {
        return type.equals("working");
    }

    /**
     * Returns what stands for what a memory says, however its letters are written, from when to when it is so.
     *
     * @param hash of what belongs to it, or of the text if nothing does
     */
    static String meaning(String text, String hash, String from, String until) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Z}]+", " ")
                .replaceAll("[ .!。！]+$", "")
                .strip();
        String content = Memories.sha256(text).equals(hash) ? "" : hash;
        return Memories.sha256(String.join("\n", plain, content, from, until));
    }
}
