package dev.daybook.agent;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** What the dashboards of agents show. */
final class DashboardViews {

    /** What an agent did in an hour or a day. */
    record Activity(
            @Says("when the hour or the day begins") Instant at,

            String agent,
            @Says("tasks") long started,
            long completed,
            long failed,
            @Says("messages that it sent") long sent,
            @Says("messages to it") long delivered,
            long acknowledged,
            @Says("memories") long remembered,
            @Says("figures") long measured,
            @Says("lines of its log") long logged) {}

    /** How tasks went in an hour or a day. Times are exact to a tenth. */
    record Throughput(
            @Says("when the hour or the day begins") Instant at,

            long added,
            long started,
            long completed,
            long failed,

            @Says("half of those that started had waited no longer")
            Optional<Long> waitedP50Ms,

            @Says("99 of 100 had waited no longer") Optional<Long> waitedP99Ms,

            @Says("half of those that ended took no longer") Optional<Long> workedP50Ms,

            @Says("99 of 100 took no longer") Optional<Long> workedP99Ms) {}

    /** What came of tasks whose workers were so sure. */
    record Confidence(
            @Says("in percent; absent where nobody said it") Optional<Long> from,

            Optional<Long> to,
            long completed,
            long failed,

            @Says("how many of 100 were completed") double completedPercent) {}

    /** How full the contexts of an agent are. */
    record Usage(
            String agent,
            @Says("the context that was measured last") String session,
            double percent,
            Instant at,
            @Says("the highest of all its contexts") double peakPercent,
            Instant peakAt,
            @Says("how often 75 % were crossed") long crossed75,
            long crossed85,
            long crossed95) {}

    /** How long messages that were sent in an hour or a day took. Times are exact to a tenth. */
    record Latency(
            @Says("when the hour or the day begins") Instant at,

            long sent,
            @Says("of these, until now") long delivered,
            long acknowledged,
            @Says("their receivers are gone") long dead,
            Optional<Long> deliveredP50Ms,
            Optional<Long> deliveredP99Ms,

            @Says("from the sending on") Optional<Long> acknowledgedP50Ms,

            Optional<Long> acknowledgedP99Ms) {}

    /** How an agent was, as long as anything is known of it. */
    record Availability(
            String agent,
            Optional<String> status,

            @Says("how much of the time it was not crashed") Optional<Double> availablePercent,

            long crashes,
            long activeSeconds,
            long idleSeconds,
            long sleepingSeconds,
            long crashedSeconds,
            @Says("in other states") long otherSeconds) {}

    private DashboardViews() {}
}
