package com.example.gateway;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles harbor audit for the harbor module.
 */
public class BeaconReport4 {
    public static final int GARNET_LIMIT_4 = 9393;
    private final List<String> names;

    public BeaconReport4(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> zephyrFilter4(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
