package dev.daybook.history;

import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.shape.Says;
import java.util.List;
import java.util.Optional;

/** What a rollback names, as it is answered. */
record RollbackView(
        @Says("what counted there counts again") Optional<Long> to,

        @Says("the name by which it was asked for") Optional<String> checkpoint,

        @Says("the migration, or the request, whose facts were taken back")
        Optional<String> run,

        @Says("the thing whose facts were taken back") Optional<String> entity,

        @Says("the person, agent or tool whose facts were taken back")
        Optional<String> of,

        @Says("the session whose facts were taken back") Optional<String> session,

        @Says("only what stands behind this position was taken back")
        Optional<Long> after,

        @Says("the first of the facts that were taken back") Optional<Long> first,

        @Says("the last of them") Optional<Long> last,

        @Says("the rollback that was taken back") Optional<Long> rollback,

        @Says("the things that were left as they are") List<String> kept,

        @Says("the things whose later facts went as well") List<String> also,

        Optional<String> why) {

    static RollbackView of(RolledBack it) {
        Target target = it.target();
        return new RollbackView(
                Optional.of(target).map(to -> to instanceof Target.To(long position) ? position : null),
                it.checkpoint(),
                Optional.of(target).map(run -> run instanceof Target.Run of ? of.run() : null),
                Optional.of(target).map(entity -> entity instanceof Target.Entity of ? of.entity() : null),
                Optional.of(target).map(actor -> actor instanceof Target.Actor of ? of.actor() : null),
                Optional.of(target).map(session -> session instanceof Target.Session of ? of.session() : null),
                Optional.of(after(target)).filter(after -> after > 0),
                Optional.of(target).map(entries -> entries instanceof Target.Entries of ? of.first() : null),
                Optional.of(target).map(entries -> entries instanceof Target.Entries of ? of.last() : null),
                Optional.of(target).map(rollback -> rollback instanceof Target.Rollback of ? of.rollback() : null),
                it.kept(),
                it.also().stream().map(RolledBack.Also::entity).toList(),
                it.why());
    }

    private static long after(Target target) {
        return switch (target) {
            case Target.Run it -> it.after();
            case Target.Entity it -> it.after();
            case Target.Actor it -> it.after();
            case Target.Session it -> it.after();
            case Target.To _, Target.Entries _, Target.Rollback _ -> 0;
        };
    }
}
