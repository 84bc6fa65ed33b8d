package dev.daybook.config;

import dev.daybook.domain.Fingerprint;

/** The phases of a setting, as its decider sees them. */
public sealed interface Setting {

    /** Never set. */
    record Unknown() implements Setting {}

    record Present(Fingerprint value) implements Setting {}

    record Removed() implements Setting {}
}
