package dev.daybook.code;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of modules, as imports spell them in the languages that there are. */
final class Modules {

    private static final Pattern EXTENSION = Pattern.compile("\\.(?:d\\.ts|[cm]?[jt]sx?|py|go|java|json|vue|svelte)$");

    private Modules() {}

    /**
     * Returns the last part of a module, in small letters, as the file of it may be called: {@code user} of
     * {@code ./lib/user.js}, {@code shop.lib.user} and {@code github.com/ada/shop/user}.
     */
    static String leaf(String module) {
        String plain = EXTENSION.matcher(module).replaceFirst("");
        int slash = plain.lastIndexOf('/');
        String last = plain.substring(slash + 1);
        int dot = last.lastIndexOf('.');
        return (dot < last.length() - 1 ? last.substring(dot + 1) : last).toLowerCase(Locale.ROOT);
    }
}
