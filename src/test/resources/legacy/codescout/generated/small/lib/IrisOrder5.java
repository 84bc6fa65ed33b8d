package com.example.quartz;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles onyx lumen for the cache module.
 */
public class JournalNectar5 {
    public static final int MAPLE_LIMIT_5 = 5993;
    private final List<String> names;

    public JournalNectar5(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> reportQuartz5(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
