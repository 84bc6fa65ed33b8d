package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a record of which something is odd, and tells what: a bad field costs the field, a bad list is empty, a record
 * without an id is none.
 *
 * @param at the place of the record in the file, such as {@code [3]}
 * @param start where its bytes begin in the file
 */
@SuppressWarnings("ArrayRecordComponent") // read once, on the way through
record FlawedRecord(String file, String at, byte[] bytes, long start, Limits limits) {

    private static final Pattern ELEMENT = Pattern.compile("^(/(?:instances|chatHistory|runtimeMix))/([0-9]+)");

    /** More names of fields that nobody knows make no better sentence. */
    private static final int NAMES_MAX = 8;

    /** Returns the record, if it is one, and adds what is odd about it to {@code findings}. */
    Optional<SessionRecord> read(List<Finding> findings) {
        JsonFile read = JsonFile.read(file, bytes, limits, JsonFile.Role.SCANNED);
        boolean nulInId = false;
        for (Finding it : read.findings()) {
            switch (it.code()) {
                case "BOM", "OVERSIZE_LINE" -> {
                    // told of the file, and of its fields
                }
                default -> findings.add(placed(it));
            }
            nulInId |= it.where().equals("id") || it.code().equals("NUL_IN_TEXT");
        }
        if (read.tree().isEmpty()) {
            if (findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
                findings.add(Finding.error(file, at, "INVALID_JSON", "is no record: kept as it is"));
            }
            return Optional.empty();
        }
        Optional<ObjectNode> object = read.object();
        if (object.isEmpty()) {
            findings.add(Finding.error(
                    file,
                    at,
                    "WRONG_TYPE",
                    "is %s, not a session: kept as it is",
                    JsonFile.kind(read.tree().get())));
            return Optional.empty();
        }
        if (object.get().isEmpty()) {
            findings.add(Finding.error(file, at, "MISSING_FIELD", "is empty: kept as it is"));
            return Optional.empty();
        }
        if (object.get().path("id").isTextual() && nulInId && hasNulInId()) {
            findings.add(Finding.error(file, at + ".id", "ILLEGAL_ID", "holds a NUL: the record is kept as it is"));
            return Optional.empty();
        }
        return record(object.get(), findings);
    }

    private Finding placed(Finding it) {
        String where = it.where();
        if (where.startsWith("byte ")) {
            where = "byte " + (start + Long.parseLong(where.substring("byte ".length())));
        } else if (where.isEmpty() || where.startsWith("line")) {
            where = at;
        } else {
            where = at + "." + where;
        }
        String message = it.code().equals("RESOURCE_LIMIT")
                ? it.message() + "; the rest of the record is salvaged"
                : it.message();
        return new Finding(file, where, it.severity(), it.code(), message);
    }

    /** A NUL in a text is shown as U+FFFD: whether there was one only the bytes tell. */
    private boolean hasNulInId() {
        JsonCursor in = JsonCursor.lenient(bytes, JsonCursor.DEPTH_MAX);
        boolean found = false;
        for (in.enter(); in.member(); ) {
            boolean id = in.looseName().equals("id");
            in.leap();
            String value = new String(in.bytes(in.start(), in.end()), StandardCharsets.ISO_8859_1);
            found |= id && (value.contains("\\u0000") || value.indexOf('\0') >= 0);
        }
        return found;
    }

    /** Reads what was made of the bytes: each flaw is a finding, and all members that nobody knows are one. */
    private Optional<SessionRecord> record(ObjectNode object, List<Finding> findings) {
        Read<SessionRecord> read =
                SessionShape.RECORD.read(JsonText.of(object).text().getBytes(StandardCharsets.UTF_8));
        var unknown = new ArrayList<String>();
        var odd = new HashSet<String>();
        for (Flaw flaw : read.flaws()) {
            String place = place(flaw.pointer());
            if (flaw.code() == Flaw.Code.UNKNOWN_FIELD) {
                unknown.add(place.substring(1));
            } else if (flaw.code() != Flaw.Code.MISSING_FIELD || !odd.contains(place)) { // else it was told already
                odd.add(place);
                Severity severity = flaw.pointer().equals("/id") ? Severity.ERROR : Severity.WARN;
                findings.add(new Finding(file, at + place, severity, flaw.code().name(), flaw.detail()));
            }
        }
        if (!unknown.isEmpty()) {
            String names = String.join(", ", unknown.subList(0, Math.min(NAMES_MAX, unknown.size())));
            findings.add(Finding.info(
                    file,
                    at,
                    "UNKNOWN_FIELD",
                    "has %s%s beside what the tool reads: kept",
                    names,
                    unknown.size() > NAMES_MAX ? " and others" : ""));
        }
        return read.record();
    }

    /** Returns {@code .instances[0].status} of {@code /instances/0/status}. */
    private static String place(String pointer) {
        return ELEMENT.matcher(pointer).replaceAll("$1[$2]").replace('/', '.');
    }
}
