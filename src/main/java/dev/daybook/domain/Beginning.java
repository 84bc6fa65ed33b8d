package dev.daybook.domain;

/** The fact with which a thing begins: nothing can be told of it before, or after it has ended. */
public interface Beginning {}
