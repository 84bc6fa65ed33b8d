package dev.daybook.sbi.deespec;

import dev.daybook.sbi.SbiId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a folder under {@code specs/sbi} says.
 *
 * @param kind how far it can be trusted
 */
record SbiName(String id, Kind kind) {

    enum Kind {
        /** {@code SBI-} and a ULID. */
        DESIGN,
        /** {@code SBI-} and 26 characters of which some are in no ULID. */
        NO_ULID,
        /** Of another era: a bare ULID, a UUID, or an id with its slug. */
        OTHER_ERA,
        /** An id that a meta file inside has to confirm. */
        TO_CONFIRM
    }

    private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
    private static final Pattern DESIGN = Pattern.compile("SBI-" + ULID);
    private static final Pattern DESIGN_LIKE = Pattern.compile("SBI-[0-9A-Z]{26}");
    private static final Pattern BARE = Pattern.compile(ULID + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern SLUGGED = Pattern.compile("([A-Z0-9-]{1,64})_\\S+");
    private static final Pattern REGISTERED = Pattern.compile("[A-Z0-9-]{1,64}");
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int ULID_TIME_CHARS = 10;

    /** Returns what the name says, or nothing if no SBI is called so. */
    static Optional<SbiName> of(String folder) {
        if (DESIGN.matcher(folder).matches()) {
            return Optional.of(new SbiName(folder, Kind.DESIGN));
        }
        if (DESIGN_LIKE.matcher(folder).matches()) {
            return Optional.of(new SbiName(folder, Kind.NO_ULID));
        }
        if (BARE.matcher(folder).matches()) {
            return Optional.of(new SbiName(folder, Kind.OTHER_ERA));
        }
        Matcher slugged = SLUGGED.matcher(folder);
        if (slugged.matches()) {
            return Optional.of(new SbiName(slugged.group(1), Kind.OTHER_ERA));
        }
        if (REGISTERED.matcher(folder).matches()) {
            return Optional.of(new SbiName(folder, Kind.TO_CONFIRM));
        }
        return Optional.empty();
    }

    /** Returns whether a text found in a file can be an id at all. */
    static boolean isId(String text) {
        return REGISTERED.matcher(text).matches() || BARE.matcher(text).matches();
    }

    SbiId sbi() {
        return new SbiId(id);
    }

    /** Returns when the id was made, if it is one that says so. */
    Optional<Instant> madeAt() {
        String ulid = id.startsWith("SBI-") ? id.substring(4) : id;
        if (!ulid.matches(ULID)) {
            return Optional.empty();
        }
        BigInteger millis = BigInteger.ZERO;
        for (int i = 0; i < ULID_TIME_CHARS; i++) {
            millis = millis.shiftLeft(5).or(BigInteger.valueOf(CROCKFORD.indexOf(ulid.charAt(i))));
        }
        return Optional.of(Instant.ofEpochMilli(millis.longValueExact()));
    }
}
