package dev.daybook.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which backups are kept. Days, weeks and months are those of UTC. */
public sealed interface Retention {

    /** The newest of each of the last days, weeks (from Monday) and months of which there is one. */
    record Counted(int daily, int weekly, int monthly) implements Retention {
        /** What is kept where nobody says otherwise. */
        public static final Counted STANDARD = new Counted(7, 4, 6);

        @Override
        public Map<String, String> kept(List<BackupManifest> all, Instant now) {
            var kept = new LinkedHashMap<String, String>();
            List<BackupManifest> counted = all.stream()
                    .filter(each -> !each.createdAt().isAfter(now)) // else the clock was wrong, then or now
                    .toList();
            newest(counted, daily, "day", LocalDate::toString, kept);
            newest(
                    counted,
                    weekly,
                    "week",
                    day -> day.get(IsoFields.WEEK_BASED_YEAR) + "-W" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                    kept);
            newest(counted, monthly, "month", day -> YearMonth.from(day).toString(), kept);
            all.stream()
                    .filter(each -> each.createdAt().isAfter(now))
                    .forEach(each -> kept.put(each.id(), "of a time that has not come"));
            return kept;
        }

        private static void newest(
                List<BackupManifest> all,
                int count,
                String span,
                Function<LocalDate, String> name,
                Map<String, String> kept) {
            var met = new HashSet<String>();
            all.stream()
                    .sorted(Comparator.comparing(BackupManifest::createdAt)
                            .thenComparing(BackupManifest::id)
                            .reversed())
                    .forEach(each -> {
                        String of = name.apply(LocalDate.ofInstant(each.createdAt(), ZoneOffset.UTC));
                        if (met.size() < count && met.add(of)) {
                            kept.putIfAbsent(each.id(), "newest of the %s %s".formatted(span, of));
                        }
                    });
        }

        @Override
        public Optional<Duration> compressedAfter() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "%d/%d/%d".formatted(daily, weekly, monthly);
        }
    }

    /** Those of 30 days; older than 7 days they are compressed harder. */
    record Document() implements Retention {

        private static final Duration KEPT = Duration.ofDays(30);
        private static final Duration AS_THEY_ARE = Duration.ofDays(7);

        @Override
        public Map<String, String> kept(List<BackupManifest> all, Instant now) {
            var kept = new LinkedHashMap<String, String>();
            all.stream()
                    .filter(each -> !each.createdAt().isBefore(now.minus(KEPT)))
                    .forEach(each -> kept.put(each.id(), "not older than %d days".formatted(KEPT.toDays())));
            return kept;
        }

        @Override
        public Optional<Duration> compressedAfter() {
            return Optional.of(AS_THEY_ARE);
        }

        @Override
        public String text() {
            return "document";
        }
    }

    /** What a policy looks like: {@code document}, or how many days, weeks and months. */
    String FORM = "document|[0-9]{1,4}/[0-9]{1,4}/[0-9]{1,4}";

    /** Returns the policy of that text, if it is one; see {@link #FORM}. */
    static Optional<Retention> of(String text) {
        if (text.equals("document")) {
            return Optional.of(new Document());
        }
        Matcher counts =
                Pattern.compile("([0-9]{1,4})/([0-9]{1,4})/([0-9]{1,4})").matcher(text);
        return counts.matches()
                ? Optional.of(new Counted(
                        Integer.parseInt(counts.group(1)),
                        Integer.parseInt(counts.group(2)),
                        Integer.parseInt(counts.group(3))))
                : Optional.empty();
    }

    /** Returns the ids of those that are kept, each with why. */
    Map<String, String> kept(List<BackupManifest> all, Instant now);

    /** Returns the age from which on they are compressed harder; they are not if there is none. */
    Optional<Duration> compressedAfter();

    String text();
}
