package dev.daybook.http;

import dev.daybook.command.Diverged;
import java.util.List;
import java.util.Optional;

/** What is wrong with a request, or with us: the answer of RFC 9457. */
record Problem(Kind kind, int status, String detail, List<Flaw> flaws, List<Diverged.Field> conflicts) {

    /** The stable names of all that can go wrong; {@code /problems/<slug>} is the type. */
    enum Kind {
        INVALID_REQUEST("invalid-request", 400, "Invalid request"),
        UNKNOWN_FIELD("unknown-field", 400, "Unknown field"),
        WRONG_TYPE("wrong-type", 400, "Wrong type"),
        OVER_LIMIT("over-limit", 400, "Over the limit"),
        UNAUTHENTICATED("unauthenticated", 401, "Not authenticated"),
        FORBIDDEN("forbidden", 403, "Forbidden"),
        NOT_FOUND("not-found", 404, "Not found"),
        METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
        NOT_ACCEPTABLE("not-acceptable", 406, "Not acceptable"),
        BODY_LATE("body-late", 408, "Body late"),
        CONFLICT("conflict", 409, "Conflict"),
        KEY_IN_FLIGHT("idempotency-key-in-flight", 409, "Idempotency key in flight"),
        GONE("gone", 410, "Gone"),
        STALE_REVISION("stale-revision", 412, "Stale revision"),
        BODY_TOO_LARGE("body-too-large", 413, "Body too large"),
        UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "Unsupported media type"),
        HOST_NOT_ALLOWED("host-not-allowed", 421, "Host not allowed"),
        KEY_REUSED("idempotency-key-reused", 422, "Idempotency key reused"),
        REVISION_REQUIRED("revision-required", 428, "Revision required"),
        HEADER_TOO_LARGE("header-too-large", 431, "Header too large"),
        INTERNAL("internal", 500, "Internal error"),
        READ_ONLY("read-only", 503, "Read only"),
        NOT_READY("not-ready", 503, "Not ready"),
        OVERLOADED("overloaded", 503, "Overloaded"),
        POSITION_TIMEOUT("position-timeout", 504, "Position timeout");

        private final String slug;
        private final int status;
        private final String title;

        Kind(String slug, int status, String title) {
            this.slug = slug;
            this.status = status;
            this.title = title;
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

    /** A problem on its way to the answer. */
    @SuppressWarnings("serial")
    static final class Thrown extends RuntimeException {

        private final Problem problem;
        private final Optional<String> allow;

        Thrown(Problem problem) {
            this(problem, Optional.empty());
        }

        /** @param allow the methods that would have been allowed */
        Thrown(Problem problem, Optional<String> allow) {
            super(problem.detail(), null, false, false); // an answer, not an accident
            this.problem = problem;
            this.allow = allow;
        }

        Problem problem() {
            return problem;
        }

        Optional<String> allow() {
            return allow;
        }
    }
}
