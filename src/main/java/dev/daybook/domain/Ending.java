package dev.daybook.domain;

/** The fact that a thing is no more. */
public interface Ending {}
