package dev.daybook.sbi.deespec;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where an era keeps what. */
enum Layout {
    /** One state per SBI, journal entries in folders. */
    S(NewEntry.Form.FOLDER),
    /** One state for the SBI in work, one journal for all, turns in a folder per turn. */
    B(NewEntry.Form.VAR),
    /** One state for the SBI in work, one journal for all, turns in the folder of the SBI. */
    C(NewEntry.Form.STATUS),
    /** A database, one journal, turns in the folder of reports. */
    D(NewEntry.Form.DATABASE);

    private static final Pattern ULID = Pattern.compile("SBI-([0-7][0-9A-HJKMNP-TV-Z]{25})");
    /** What the register of the second era takes for an id; it puts the title behind it. */
    private static final Pattern REGISTERED = Pattern.compile("[A-Z0-9-]{1,64}");

    private static final int SLUG_CHARS_MAX = 60;

    private final NewEntry.Form form;

    Layout(NewEntry.Form form) {
        this.form = form;
    }

    NewEntry.Form form() {
        return form;
    }

    /** Returns the id that the era has for an SBI. */
    String id(String sbi) {
        var ours = ULID.matcher(sbi);
        return this == D && ours.matches() ? ours.group(1) : sbi;
    }

    /** Returns the folder that describes an SBI. */
    String folder(String sbi, String title) {
        String id = id(sbi);
        boolean sure = SbiName.of(id)
                .filter(it -> it.kind() != SbiName.Kind.TO_CONFIRM)
                .isPresent();
        boolean slugged = !sure || (this == B && REGISTERED.matcher(id).matches());
        return ".deespec/specs/sbi/" + id + (slugged ? "_" + slug(title) : "");
    }

    /** Returns whether a file that is no record of the model has its place in the era. */
    boolean keeps(String file) {
        boolean records = file.equals(".deespec/var/state.json")
                || file.equals(".deespec/var/journal.ndjson")
                || file.startsWith(".deespec/specs/sbi/")
                || file.startsWith(".deespec/reports/sbi/")
                || !file.startsWith(".deespec/");
        boolean journal = file.startsWith(".deespec/journal/") && this != S;
        boolean transactions = file.startsWith(".deespec/var/txn/") && this == S;
        return !records && !journal && !transactions;
    }

    /** As the tool makes it: letters and digits, joined by hyphens. */
    private static String slug(String title) {
        String slug =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        slug = slug.length() > SLUG_CHARS_MAX ? slug.substring(0, SLUG_CHARS_MAX) : slug;
        return Optional.of(slug.replaceAll("-+$", ""))
                .filter(it -> !it.isEmpty())
                .orElse("spec");
    }

    /** Returns the folder of the turns of an SBI. {@code turn}: its number. */
    String turns(String sbi, String folder, int turn) {
        return switch (this) {
            case S, C -> folder;
            case B -> ".deespec/var/artifacts/turn" + turn;
            case D -> ".deespec/reports/sbi/" + id(sbi);
        };
    }
}
