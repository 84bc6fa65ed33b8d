package dev.daybook.session.ait42;

import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is instead of a list.
 *
 * @param what in words; empty if no session is in it
 * @param end where it ends
 */
record Envelope(String what, Optional<Member> list, List<Member> records, int end) {

    private static final int DEPTH_MAX = 10_000;

    /** A value in an object. */
    record Member(String name, int start, int end) {}

    /** Whether it is itself a session, or an object of which nothing is. */
    boolean isRecord() {
        return list.isEmpty() && (records.isEmpty() || records.getFirst().name().isEmpty());
    }

    static Envelope of(byte[] json) {
        var members = new ArrayList<Member>();
        JsonCursor in = JsonCursor.lenient(json, DEPTH_MAX);
        boolean object = in.next() == Kind.OBJECT;
        int start = (int) in.start();
        if (object) {
            for (in.enter(); in.member(); ) {
                String name = in.looseName();
                in.leap();
                members.add(new Member(name, (int) in.start(), (int) in.end()));
            }
        }
        int end = object && in.isSound() ? (int) in.end() : json.length;
        for (Member it : members) {
            if (it.name().toLowerCase(Locale.ROOT).equals("sessions") && json[it.start()] == '[') {
                String what = "an object with the list under '" + it.name() + "'";
                return new Envelope(what, Optional.of(it), List.of(), end);
            }
        }
        if (members.stream().anyMatch(member -> member.name().equals("id"))) {
            var itself = new Member("", start, end);
            return new Envelope("one session without a list", Optional.empty(), List.of(itself), end);
        }
        boolean records = !members.isEmpty()
                && members.stream()
                        .allMatch(member -> json[member.start()] == '{'
                                && new String(
                                                json,
                                                member.start(),
                                                member.end() - member.start(),
                                                StandardCharsets.ISO_8859_1)
                                        .contains("\"id\""));
        return new Envelope(
                records ? "an object of sessions by their names" : "",
                Optional.empty(),
                records ? members : List.of(),
                end);
    }
}
