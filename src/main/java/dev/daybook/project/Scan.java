package dev.daybook.project;

/** What was noted last in one stream. */
public sealed interface Scan {

    record Nothing() implements Scan {}

    record Noted(ScanEvent last) implements Scan {}
}
