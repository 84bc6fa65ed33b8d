package dev.daybook.sbi.deespec;

import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which SBI an entry of the tool's journal is about. */
final class EntryOwner {

    private static final Pattern FOLDER = Pattern.compile("(?:^|/)(?:specs|reports)/sbi/([^/]+)(?:/|$)");
    private static final byte[] SBI_ID = "sbi_id".getBytes(StandardCharsets.UTF_8);

    /** Returns the id of the folder that a path names or lies in, if it is one of an SBI. */
    static Optional<String> ofPath(String path) {
        Matcher matcher = FOLDER.matcher(path);
        return matcher.find() ? SbiName.of(matcher.group(1)).map(SbiName::id) : Optional.empty();
    }

    /** Returns the SBI that a plain entry says itself that it is about, without reading on; nothing if it takes a closer look. */
    static Optional<String> quick(byte[] bytes) {
        JsonCursor entry = JsonCursor.of(bytes);
        if (entry.next() != Kind.OBJECT) {
            return Optional.empty();
        }
        for (entry.enter(); entry.member(); entry.skip()) {
            if (entry.isName(SBI_ID)) {
                Optional<String> owner = entry.next() == Kind.TEXT ? Optional.of(entry.text()) : Optional.empty();
                return owner.filter(_ -> entry.isSound());
            }
        }
        return Optional.empty(); // read again with all care
    }

    private EntryOwner() {}
}
