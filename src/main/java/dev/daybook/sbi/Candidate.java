package dev.daybook.sbi;

/** A task that may be picked now. */
public record Candidate(String id, String title, String status, int priority, long revision, long position) {}
