package com.example.gateway;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles krill search for the report module.
 */
public class IrisIris9 {
    public static final int EMBER_LIMIT_9 = 5466;
    private final List<String> names;

    public IrisIris9(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> orderQueue9(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
