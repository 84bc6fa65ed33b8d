package dev.daybook.http;

import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Diverged;
import java.util.List;
import java.util.Optional;

/** What is wrong with a request, or with us: the answer of RFC 9457. */
record Problem(Kind kind, int status, String detail, List<Flaw> flaws, List<Diverged.Field> conflicts) {

    /** The stable names of all that can go wrong; {@code /problems/<slug>} is the type. */
    enum Kind {
        INVALID_REQUEST(
                "invalid-request",
                400,
                "Invalid request",
                "What was sent is not as the contract wants it; errors names each mistake by a JSON pointer. Mend it and send it again."),
        UNKNOWN_FIELD(
                "unknown-field",
                400,
                "Unknown field",
                "A member or parameter has a name that the contract does not have: it may be a slip. Leave it out or mend its name."),
        WRONG_TYPE(
                "wrong-type",
                400,
                "Wrong type",
                "A value is of another type than the contract wants, such as a text where a number is wanted."),
        OVER_LIMIT("over-limit", 400, "Over the limit", "A value is larger, longer or more than is taken."),
        UNAUTHENTICATED(
                "unauthenticated",
                401,
                "Not authenticated",
                "The request has no token, or one that lets nobody in. Send Authorization: Bearer with the text of the file token in the data directory, or of a token that daybook token add made."),
        FORBIDDEN(
                "forbidden",
                403,
                "Forbidden",
                "The token may do less than this: another role is wanted, or the path lies outside of what the operator allows."),
        NOT_FOUND("not-found", 404, "Not found", "There is nothing of that name, or nothing at that path."),
        METHOD_NOT_ALLOWED(
                "method-not-allowed",
                405,
                "Method not allowed",
                "That cannot be done with what is at this path; Allow names what can."),
        NOT_ACCEPTABLE(
                "not-acceptable", 406, "Not acceptable", "The answer comes in none of the forms that Accept names."),
        BODY_LATE(
                "body-late",
                408,
                "Body late",
                "The body of the request did not come in time. Send it faster, or in parts."),
        CONFLICT(
                "conflict",
                409,
                "Conflict",
                "The present state does not allow it; the detail says what stands in the way."),
        KEY_IN_FLIGHT(
                "idempotency-key-in-flight",
                409,
                "Idempotency key in flight",
                "A request with the same idempotency key is being carried out at this moment. Ask again in a second."),
        GONE("gone", 410, "Gone", "It was there, and was taken off. Its history is still there."),
        STALE_REVISION(
                "stale-revision",
                412,
                "Stale revision",
                "Somebody changed it since the revision that If-Match names. Read it again, and decide anew."),
        BODY_TOO_LARGE("body-too-large", 413, "Body too large", "The body is larger than is taken."),
        UNSUPPORTED_MEDIA_TYPE(
                "unsupported-media-type",
                415,
                "Unsupported media type",
                "The body is not of the type that the contract wants, as a rule application/json."),
        HOST_NOT_ALLOWED(
                "host-not-allowed",
                421,
                "Host not allowed",
                "The request names another host than this service has, or comes from a page elsewhere. Settings allowed.hosts and --origin let more in."),
        KEY_REUSED(
                "idempotency-key-reused",
                422,
                "Idempotency key reused",
                "The idempotency key belongs to another request that was carried out. Use a new one for each new request."),
        MASKED(
                "masked",
                422,
                "Masked",
                "A field has the mark of a masked secret in it, such as …[masked github-pat], and would be written so. Leave it out, or send what it stands for."),
        REVISION_REQUIRED(
                "revision-required",
                428,
                "Revision required",
                "Whoever changes this has to say by If-Match which revision has been seen; * stands for any."),
        TOO_MANY_REQUESTS(
                "too-many-requests",
                429,
                "Too many requests",
                "This token has asked more often than the setting rate.max allows. Ask again when Retry-After is over."),
        HEADER_TOO_LARGE("header-too-large", 431, "Header too large", "The first line or the headers are too long."),
        INTERNAL(
                "internal",
                500,
                "Internal error",
                "A mistake of the service. Its log says more under the instance of the answer; whether something was written says the journal."),
        READ_ONLY(
                "read-only",
                503,
                "Read only",
                "The journal takes nothing at present, such as when the disk is full; reading goes on. /readyz says why."),
        NOT_READY(
                "not-ready",
                503,
                "Not ready",
                "The service starts, stops, or a read model is made anew. Ask again in a second."),
        OVERLOADED("overloaded", 503, "Overloaded", "Too much is asked for at once. Ask again in a second."),
        POSITION_TIMEOUT(
                "position-timeout",
                504,
                "Position timeout",
                "The read models did not reach the position of after within the time of wait. Ask again.");

        private final String slug;
        private final int status;
        private final String title;

        private final String means;

        Kind(String slug, int status, String title, String means) {
            this.slug = slug;
            this.status = status;
            this.title = title;
            this.means = means;
        }

        /** Returns what it means, and what is to be done about it. */
        String means() {
            return means;
        }

        String slug() {
            return slug;
        }

        String type() {
            return "/problems/" + slug;
        }

        int status() {
            return status;
        }

        String title() {
            return title;
        }
    }

    /** One mistake: where ({@code body}, {@code query}, …), the JSON pointer there, and what is wrong. */
    record Flaw(String in, String pointer, String detail) {}

    static Problem of(Kind kind, String detail) {
        return of(kind, detail, List.of());
    }

    static Problem of(Kind kind, String detail, List<Flaw> flaws) {
        return new Problem(kind, kind.status(), detail, List.copyOf(flaws), List.of());
    }

    /** Returns one whose sentence is the first of its mistakes. */
    static Problem of(Kind kind, List<Flaw> flaws) {
        Flaw first = flaws.getFirst();
        return of(
                kind,
                "%s %s%s"
                        .formatted(
                                first.pointer().isEmpty() ? "the " + first.in() : first.pointer(),
                                first.detail(),
                                flaws.size() > 1 ? " (and %d more, see errors)".formatted(flaws.size() - 1) : ""),
                flaws);
    }

    Problem withFlaws(String said, List<Flaw> others) {
        return new Problem(kind, status, said, List.copyOf(others), conflicts);
    }

    Problem withStatus(int other) {
        return new Problem(kind, other, detail, flaws, conflicts);
    }

    Problem withConflicts(List<Diverged.Field> others) {
        return new Problem(kind, status, detail, flaws, List.copyOf(others));
    }

    /** Returns this as something to throw. */
    Thrown thrown() {
        return new Thrown(this);
    }

    static Thrown thrown(Kind kind, String detail, Object... args) {
        return new Thrown(of(kind, detail.formatted(args)));
    }

    /** Returns one because of which somebody is not let in, or not let do something: it is counted, whoever throws it. */
    static Thrown refusal(Why why, Kind kind, String detail, Object... args) {
        return new Thrown(of(kind, detail.formatted(args)), Optional.empty(), Optional.of(why));
    }

    /** A problem on its way to the answer. */
    @SuppressWarnings("serial")
    static final class Thrown extends RuntimeException {

        private final Problem problem;
        private final Optional<String> allow;
        private final Optional<Why> why;

        Thrown(Problem problem) {
            this(problem, Optional.empty(), Optional.empty());
        }

        /**
         * @param allow the methods that would have been allowed
         * @param why somebody is refused
         */
        Thrown(Problem problem, Optional<String> allow, Optional<Why> why) {
            super(problem.detail(), null, false, false); // an answer, not an accident
            this.problem = problem;
            this.allow = allow;
            this.why = why;
        }

        Problem problem() {
            return problem;
        }

        Optional<String> allow() {
            return allow;
        }

        Optional<Why> why() {
            return why;
        }
    }
}
