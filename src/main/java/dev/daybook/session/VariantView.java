package dev.daybook.session;

/**
 * A further record of a session's id, which decides nothing.
 *
 * @param workspace whose file it is in: that of the session itself, or another one of its workspace
 * @param file path below the legacy root; empty if a command told it, or if it is another session
 * @param place which of the session's records in the file, from 0
 * @param encoding of {@code record}: {@code utf-8} or {@code base64}
 * @param record the record as it is spelled
 */
public record VariantView(String workspace, String file, long place, String encoding, String record) {}
