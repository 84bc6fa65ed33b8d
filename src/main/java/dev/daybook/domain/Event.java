package dev.daybook.domain;

/** A fact of one of the domains: it happened, and nothing can change that. */
public interface Event {}
