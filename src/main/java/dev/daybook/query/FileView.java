package dev.daybook.query;

/**
 * A file that a legacy tool keeps besides its records.
 *
 * @param encoding how the content stands in the journal: {@code utf-8} or {@code base64}
 * @param sha256 of the content as it stands there
 */
public record FileView(String file, String encoding, String sha256) {}
