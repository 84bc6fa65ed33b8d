package dev.daybook.event;

import dev.daybook.domain.Event;

/** What an erased entry tells where nothing of its stream is left: nothing. It is in no catalogue, and never stored. */
public record Gone() implements Event {}
