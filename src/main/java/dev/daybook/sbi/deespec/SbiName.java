package dev.daybook.sbi.deespec;

import com.github.f4b6a3.ulid.Ulid;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.util.List;
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
        DESIGN("(SBI-" + ULID + ")"),
        /** {@code SBI-} and 26 characters of which some are in no ULID. */
        NO_ULID("(SBI-[0-9A-Z]{26})"),
        /** A bare ULID or a UUID: what the database era calls them. */
        DATABASE("(" + BARE + ")"),
        /** An id with its slug. */
        SLUGGED("([A-Z0-9-]{1,64})_\\S+"),
        /** An id that a meta file inside has to confirm. */
        TO_CONFIRM("([A-Z0-9-]{1,64})");

        private final Pattern pattern;

        Kind(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }
    }

    static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

    private static final Pattern IS_ULID = Pattern.compile(ULID);

    /** What the database era calls tasks and plans. */
    static final String BARE = ULID + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Returns what the name says, or nothing if no SBI is called so. */
    static Optional<SbiName> of(String folder) {
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.pattern.matcher(folder);
            if (matcher.matches()) {
                return Optional.of(new SbiName(matcher.group(1), kind));
            }
        }
        return Optional.empty();
    }

    /** Returns whether a text found in a file can be an id at all. */
    static boolean isId(String text) {
        return Kind.TO_CONFIRM.pattern.matcher(text).matches()
                || Kind.DATABASE.pattern.matcher(text).matches();
    }

    /** Returns the ids that a field lists; a text that is no id can name nothing. */
    static Optional<List<String>> ids(String key, JsonFields fields) {
        Optional<List<String>> texts = fields.texts(key);
        texts.orElse(List.of()).stream()
                .filter(text -> !isId(text))
                .forEach(text -> fields.warn(key, "ILLEGAL_ID", "'%s' is no id: dependency left out", text));
        return texts.map(all -> all.stream().filter(SbiName::isId).toList());
    }

    SbiId sbi() {
        return new SbiId(id);
    }

    /** Returns when the id was made, if it is one that says so. */
    Optional<Instant> madeAt() {
        String ulid = id.startsWith("SBI-") ? id.substring(4) : id;
        return IS_ULID.matcher(ulid).matches() ? Optional.of(Ulid.getInstant(ulid)) : Optional.empty();
    }
}
