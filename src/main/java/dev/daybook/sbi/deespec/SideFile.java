package dev.daybook.sbi.deespec;

import dev.daybook.importing.TextFile;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** A file whose content is kept as it is: as text where that gives its bytes again, else as Base64. */
record SideFile(String encoding, String content) {

    /** What a file is to an import, by its name. */
    enum Kind {
        KEPT,
        /** Holds what nobody else should read. */
        SECRET,
        /** Says who is at work just now. */
        LOCK,
        /** Left by an editor or a write that did not end. */
        FOREIGN
    }

    private static final Pattern SECRET = Pattern.compile("(?:.*\\.)?env(?:\\.(?!md$).*)?"
            + "|(?:.*[._-])?(?:auth|credentials?|secrets?|tokens?|passwords?)(?:\\.(?:json|ya?ml|toml|txt|ini|conf|env|db))?"
            + "|.*\\.(?:pem|key|p12|pfx|jks|keystore)"
            + "|id_(?:rsa|dsa|ecdsa|ed25519)"
            + "|\\.(?:netrc|npmrc|pypirc|git-credentials)");

    static Kind kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (SECRET.matcher(lower).matches()) {
            return Kind.SECRET;
        }
        if (lower.endsWith(".lock") || lower.equals("lock")) {
            return Kind.LOCK;
        }
        boolean foreign =
                lower.endsWith(".tmp") || lower.endsWith(".swp") || lower.endsWith("~") || lower.equals(".ds_store");
        return foreign ? Kind.FOREIGN : Kind.KEPT;
    }

    /** @param read the same bytes, decoded */
    static SideFile of(byte[] bytes, TextFile read) {
        boolean isText = read.faithful() && read.text().indexOf('\0') < 0;
        return new SideFile(
                isText ? "utf-8" : "base64",
                isText ? read.text() : Base64.getEncoder().encodeToString(bytes));
    }
}
