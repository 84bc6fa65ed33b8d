package com.example.quartz;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles yarrow quartz for the retry module.
 */
public class IrisHarbor11 {
    public static final int QUEUE_LIMIT_11 = 4240;
    private final List<String> names;

    public IrisHarbor11(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> zephyrJuniper11(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
