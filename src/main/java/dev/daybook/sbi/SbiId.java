package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Worded;
import java.util.regex.Pattern;

/**
 * The name of a task.
 *
 * <p>Ours are {@code SBI-} and a ULID ({@link #isOurs}). Names found in real data differ (bare ULIDs, UUIDs,
 * {@code SBI-INIT-001}) and are kept: any text of 1 to 200 characters without control characters, slashes or
 * surrounding blanks is a name.
 */
public record SbiId(String value) implements Worded {

    private static final Pattern OURS = Pattern.compile("SBI-[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final Pattern ACCEPTED =
            Pattern.compile("[^\\p{Cntrl}/\\\\\\s]([^\\p{Cntrl}/\\\\]{0,198}[^\\p{Cntrl}/\\\\\\s])?");

    private static final int CHARS_MAX = 200;

    public SbiId {
        if (!isPlain(value) && (!ACCEPTED.matcher(value).matches() || value.equals(".") || value.equals(".."))) {
            throw Rejected.invalid("'%s' is not an SBI id: want SBI- and 26 characters of a ULID", value);
        }
    }

    /** Nearly all are, and one is made of each fact that is read. */
    private static boolean isPlain(String value) {
        boolean plain = !value.isEmpty() && value.length() <= CHARS_MAX;
        for (int i = 0; plain && i < value.length(); i++) {
            char c = value.charAt(i);
            plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        }
        return plain;
    }

    @Override
    public String text() {
        return value;
    }

    /** Returns whether this is a name as Daybook makes them: {@code SBI-} and a ULID. */
    public boolean isOurs() {
        return OURS.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
