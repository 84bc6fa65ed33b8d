package dev.daybook.importing;

import dev.daybook.importing.SourceTree.Node;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a file that is no record is to an import, by its name. */
public enum SideFile {
    KEPT,
    /** Holds what nobody else should read. */
    SECRET,
    /** Says who is at work just now. */
    LOCK,
    /** Left by an editor or a write that did not end. */
    FOREIGN;

    private static final Pattern SECRETS = Pattern.compile("(?:.*\\.)?env(?:\\.(?!md$).*)?"
            + "|(?:.*[._-])?(?:auth|credentials?|secrets?|tokens?|passwords?)(?:\\.(?:json|ya?ml|toml|txt|ini|conf|env|db))?"
            + "|.*\\.(?:pem|key|p12|pfx|jks|keystore)"
            + "|id_(?:rsa|dsa|ecdsa|ed25519)"
            + "|\\.(?:netrc|npmrc|pypirc|git-credentials)");

    /** Returns what a file of that name is. */
    public static SideFile of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (SECRETS.matcher(lower).matches()) {
            return SECRET;
        }
        if (lower.endsWith(".lock") || lower.equals("lock")) {
            return LOCK;
        }
        boolean foreign =
                lower.endsWith(".tmp") || lower.endsWith(".swp") || lower.endsWith("~") || lower.equals(".ds_store");
        return foreign ? FOREIGN : KEPT;
    }

    /** Returns whether a file has the name of a secret, which is told: it is neither imported nor shown. */
    public static boolean isSecret(Node node, Results results) {
        boolean secret = of(node.name()) == SECRET;
        if (secret) {
            results.file(node.file(), false);
            results.info(
                    node.file(),
                    "",
                    "SECRET_FILE",
                    "has the name of a secret: neither imported nor shown, left where it is");
        }
        return secret;
    }
}
