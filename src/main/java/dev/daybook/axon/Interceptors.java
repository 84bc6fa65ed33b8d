package dev.daybook.axon;

import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BiFunction;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/** What every command passes on its way over the bus, besides {@link IdempotencyKeys}. */
final class Interceptors {

    static PendingSubmission ticket(CommandMessage<?> message) {
        return (PendingSubmission) message.getPayload();
    }

    /** Looks at what is around a command; what is inside is the decider's. */
    static final class Validation implements MessageDispatchInterceptor<CommandMessage<?>> {

        /** Names and keys are for people and logs; longer ones are mistakes. */
        private static final int TEXT_LENGTH_MAX = 500;

        @Override
        public BiFunction<Integer, CommandMessage<?>, CommandMessage<?>> handle(
                List<? extends CommandMessage<?>> messages) {
            return (_, message) -> {
                check(ticket(message).submission());
                return message;
            };
        }

        private static void check(Submission<? extends Command> it) {
            check("actor", it.actor());
            check("source", it.source());
            it.session().ifPresent(text -> check("session", text));
            it.correlation().ifPresent(text -> check("correlation", text));
            it.causation().ifPresent(text -> check("causation", text));
            it.idempotency().ifPresent(key -> {
                check("idempotency key", key.key());
                check("fingerprint of the request", key.fingerprint());
            });
            it.expectedRevision().ifPresent(revision -> {
                if (revision < -1) {
                    throw Rejected.invalid("revision %d cannot be: want one from 0, or -1 for none", revision);
                }
            });
        }

        private static void check(String what, String text) {
            if (text.isBlank() || text.length() > TEXT_LENGTH_MAX) {
                throw Rejected.invalid(
                        "the %s has %d characters: want 1 to %d, not all blank", what, text.length(), TEXT_LENGTH_MAX);
            }
        }
    }

    /** Gives the events of a command that came without a correlation one of their own. */
    static final class Correlation implements MessageDispatchInterceptor<CommandMessage<?>> {

        @Override
        public BiFunction<Integer, CommandMessage<?>, CommandMessage<?>> handle(
                List<? extends CommandMessage<?>> messages) {
            return (_, message) -> {
                PendingSubmission ticket = ticket(message);
                if (ticket.submission().correlation().isEmpty()) {
                    ticket.correlated(message.getIdentifier());
                }
                return message;
            };
        }
    }

    /**
     * Lets a rollback wait for the commands that run, and those that come wait for it: none decides on what counted
     * before and writes after. Closed for good at the end.
     */
    static final class Gate implements MessageHandlerInterceptor<CommandMessage<?>> {

        private final StampedLock lock = new StampedLock();
        private volatile boolean closed;

        @Override
        public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> work, InterceptorChain chain)
                throws Exception {
            boolean alone = ticket(work.getMessage()).submission().command() instanceof HistoryCommand.RollBack;
            long stamp = alone ? lock.writeLock() : lock.readLock();
            work.onCleanup(_ -> lock.unlock(stamp));
            if (closed) {
                throw new Closed();
            }
            return chain.proceed();
        }

        /** Waits for the commands that run, and refuses those that come. */
        void close() {
            closed = true;
            lock.unlockWrite(lock.writeLock());
        }
    }

    /** The bus is closed. */
    @SuppressWarnings("serial")
    static final class Closed extends RuntimeException {

        Closed() {
            super("Daybook is shutting down: start it again", null, false, false);
        }
    }

    private Interceptors() {}
}
