package dev.daybook.sbi.deespec;

import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.TextFile;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** A file whose content is kept as it is. */
final class SideFile {

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

    /** Returns the content as text where that gives the bytes again, else as Base64. {@code read}: the bytes, decoded. */
    static Content content(byte[] bytes, TextFile read) {
        boolean isText = read.faithful() && read.text().indexOf('\0') < 0;
        return isText
                ? new Content("utf-8", read.text())
                : new Content("base64", Base64.getEncoder().encodeToString(bytes));
    }

    private SideFile() {}
}
