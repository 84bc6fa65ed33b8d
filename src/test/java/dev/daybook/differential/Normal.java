package dev.daybook.differential;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Takes out of lines what differs between two runs of one program: the time at which it ran, in any notation, and names
 * made of it; how long something took; names made by dice; places in the journal and sizes of files, which are no
 * promise. Most lines have nothing of all that, hence the search for a word before that for a pattern.
 */
final class Normal {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final long DAY_MS = 24 * 3600 * 1000L;
    private static final long LATER_DAYS = 2;

    /** @param word what a line has that has the pattern, too */
    private record Rule(String word, Pattern pattern, Function<MatchResult, String> by) {

        static Rule of(String word, String pattern, String by) {
            return new Rule(
                    word, Pattern.compile(pattern), found -> found.groupCount() == 0 ? by : found.group(1) + by);
        }

        /** A member of an object, whose quotes may be within a text in JSON or CSV. */
        static Rule member(String name, String value, String by) {
            var quote = "(?:\\\\*\"|\"\")";
            return of(name, "(%s%s%s ?: ?)(?:%s)".formatted(quote, name, quote, value), by);
        }

        String apply(String line) {
            return line.contains(word)
                    ? pattern.matcher(line).replaceAll(found -> Matcher.quoteReplacement(by.apply(found)))
                    : line;
        }
    }

    private static final String NUMBER = "-?[\\d.]+(?:E-?\\d+)?";
    private static final String HASH = "\\\\*\"+[0-9a-f]{64}\\\\*\"+";

    private static final List<Rule> RULES = List.of(
            // names of events: made of what they say, or of dice and time
            Rule.of("-8", "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "<event>"),
            Rule.of("-7", "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "<event>"),
            Rule.member("next", "\"[^\"]*\"", "<cursor>"),
            Rule.of("osition", "((?:\\\\*\"|\"\")\\w*[pP]osition(?:\\\\*\"|\"\") ?: ?)-?\\d+", "<position>"),
            Rule.member("head", "-?\\d+", "<position>"),
            Rule.member("undoneBy", "-?\\d+", "<position>"),
            Rule.member("undone_by", "-?\\d+", "<position>"),
            Rule.member("lagEvents", "-?\\d+", "<position>"),
            Rule.member("to", "-?\\d+", "<position>"),
            Rule.member("made_of", "-?\\d+", "<position>"),
            Rule.member("timeline", "-?\\d+", "<position>"),
            Rule.member("starts", "-?\\d+", "<position>"),
            Rule.member("durationMs", NUMBER, "<time>"),
            Rule.member("lagSeconds", NUMBER, "<time>"),
            Rule.member("perSecond", NUMBER, "<time>"),
            Rule.member("secondsLeft", NUMBER, "<time>"),
            Rule.member("sizeBytes", "-?\\d+", "<size>"),
            Rule.member("freeBytes", "-?\\d+", "<size>"),
            Rule.member("databaseBytes", "-?\\d+", "<size>"),
            Rule.member("databaseGrowthBytes", "-?\\d+", "<size>"),
            Rule.member("hash", HASH, "<hash>"),
            Rule.member("chain", HASH, "<hash>"),
            Rule.member("figures", "\\{[^{}]*\\}", "<figures>"),
            Rule.of("\"rollout", "(\"revision\":)\\d+(?=,\"action\":\"rollout)", "<revision>"),
            Rule.of("\"rollout", "(\"revision\":)\\d+(?=,\"type\":\"rollout)", "<revision>"),
            Rule.of(" s", "\\b((?:in|took) +)\\d+\\.\\d s\\b", "<time>"),
            Rule.of("elapsed_ms", "(\"(?:ts|timestamp)\\\\*\":\\\\*\"<now>.*?elapsed_ms\\\\*\":)\\d+", "<time>"),
            Rule.of("/requests/", "/requests/[a-z0-9-]+", "<correlation>"),
            Rule.of("$ ", "^(\\$ (?:audit|journal|checkpoints)[^|]*\\|) ?\\d+", " <position>"),
            Rule.of("  ", " {2,}", "  "));

    private final long fromMs;
    private final long untilMs;
    private final List<Rule> times;

    /** Of a run between these times. */
    Normal(long fromMs, long untilMs) {
        this.fromMs = fromMs - 2000;
        this.untilMs = untilMs + 2000;
        String days = LongStream.rangeClosed(this.fromMs / DAY_MS - 1, this.untilMs / DAY_MS + LATER_DAYS)
                .mapToObj(day -> day(day * DAY_MS))
                .collect(Collectors.joining("|"));
        String year = day(this.fromMs).substring(0, 5);
        String ulids = common(ulid(this.fromMs), ulid(this.untilMs));
        String millis = common(Long.toString(this.fromMs), Long.toString(this.untilMs));
        String seconds = "txn_" + millis.substring(0, Math.min(10, millis.length()));
        times = List.of(
                new Rule(
                        year,
                        Pattern.compile(
                                "(?:%s)[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})?".formatted(days)),
                        found -> named(millis(found), found.group())),
                new Rule(
                        ulids,
                        Pattern.compile("(?<![0-9A-Z])%s[0-9A-HJKMNP-TV-Z]{%d}(?![0-9A-Z])"
                                .formatted(ulids, 26 - ulids.length())),
                        found -> isOfRun(ulidMillis(found.group())) ? "<ulid>" : found.group()),
                new Rule(
                        seconds,
                        Pattern.compile("txn_(\\d{10})_\\d+"),
                        found -> isOfRun(Long.parseLong(found.group(1)) * 1000) ? "txn_<now>" : found.group()),
                new Rule(
                        year,
                        Pattern.compile("(?<!\\d)(?:%s|%s)(?!\\d|T\\d)".formatted(day(this.fromMs), day(this.untilMs))),
                        _ -> "<today>"),
                new Rule(
                        millis,
                        Pattern.compile("(?<![\\d.])%s\\d{%d}(\\d{3}|\\d{6})?(?![\\d.])"
                                .formatted(millis, 13 - millis.length())),
                        found -> named(Long.parseLong(found.group().substring(0, 13)), found.group())));
    }

    private static String common(String one, String other) {
        int at = 0;
        while (at < one.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return one.substring(0, at);
    }

    private static String day(long ms) {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    }

    String line(String line) {
        var result = line;
        for (Rule rule : times) {
            result = rule.apply(result);
        }
        for (Rule rule : RULES) {
            result = rule.apply(result);
        }
        return result;
    }

    private String named(long ms, String text) {
        if (isOfRun(ms)) {
            return "<now>";
        }
        return ms > untilMs && ms < untilMs + LATER_DAYS * DAY_MS ? "<later>" : text;
    }

    private boolean isOfRun(long ms) {
        return ms >= fromMs && ms <= untilMs;
    }

    private static long millis(MatchResult time) {
        try {
            var text = time.group().replace(' ', 'T');
            if (time.group(2) == null) {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
            }
            return text.endsWith("Z")
                    ? Instant.parse(text).toEpochMilli()
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException _) {
            return 0;
        }
    }

    /** Returns how the names of a time begin. */
    private static String ulid(long ms) {
        var text = new StringBuilder();
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (ms >> shift) & 31));
        }
        return text.toString();
    }

    private static long ulidMillis(String text) {
        long ms = 0;
        for (int i = 0; i < 10; i++) {
            ms = ms << 5 | DIGITS.indexOf(text.charAt(i));
        }
        return ms;
    }
}
