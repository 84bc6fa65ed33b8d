package dev.daybook.operation;

import dev.daybook.domain.Worded;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each role may do what those before it may. */
public enum Role implements Worded {
    /** Ask. */
    READ,
    /** Change things. */
    WRITE,
    /** Go back, take over and write files of this machine, let others in. */
    ADMIN;

    /** Returns the word that stands for it in texts. */
    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    /** Returns whether it may do what {@code wanted} may. */
    public boolean covers(Role wanted) {
        return compareTo(wanted) >= 0;
    }
}
