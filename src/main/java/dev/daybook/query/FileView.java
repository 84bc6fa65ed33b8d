package dev.daybook.query;

/**
 * A file that a legacy tool keeps besides its records.
 *
 * @param encoding how the content stands here: {@code utf-8} or {@code base64}
 */
public record FileView(String file, String encoding, String content) {}
