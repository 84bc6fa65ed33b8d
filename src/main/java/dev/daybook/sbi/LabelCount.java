package dev.daybook.sbi;

/** A label and how many tasks carry it. */
public record LabelCount(String label, long tasks) {}
