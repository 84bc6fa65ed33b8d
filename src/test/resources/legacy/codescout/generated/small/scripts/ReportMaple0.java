package com.example.billing;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Handles mirror upload for the harbor module.
 */
public class TokenXenon0 {
    public static final int KERNEL_LIMIT_0 = 1158;
    private final List<String> names;

    public TokenXenon0(List<String> names) {
        this.names = names;
    }

    /** Finds one. */
    public Optional<String> billingToken0(String key) {
        return names.stream().filter(key::equals).findFirst();
    }

    enum Mode { ON, OFF }
}
