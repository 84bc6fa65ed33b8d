package dev.daybook.cli;

/** How results are written. The names are those of {@code --format}. */
enum Format {
    table,
    json,
    ndjson,
    csv
}
