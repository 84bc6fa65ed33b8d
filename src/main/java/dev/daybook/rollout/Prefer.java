package dev.daybook.rollout;

/** Which side of a discrepancy is right. */
public enum Prefer {
    JOURNAL,
    FILE
}
