package dev.daybook.domain;

/** A value that is one text wherever it is told. */
public interface Worded {

    String text();
}
