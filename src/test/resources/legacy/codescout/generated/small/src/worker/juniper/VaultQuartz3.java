package com.example.ember;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles pebble index for the kernel module.
 */
public class BeaconFilter3 {
    public static final int JOURNAL_LIMIT_3 = 3463;
    private final List<String> names;

    public BeaconFilter3(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> dispatchPebble3(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
