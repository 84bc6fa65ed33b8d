package com.example.books.ledger;

import static com.example.books.Money.round;
import static org.junit.Assert.*;

import com.example.books.Account;
import java.util.List;
import java.util.function.*;
import org.slf4j.Logger;

/**
 * A ledger: 帳簿.
 *
 * @param <T> what it holds
 */
@Entity(name = "ledger")
public abstract sealed class Ledger<T extends Account> extends Book implements Closeable permits Daily {

    private static final int ENTRIES_MAX = 100;
    protected List<T> entries, reserve;

    /** Makes one. */
    public Ledger(List<T> entries) {
        this.entries = entries;
    }

    @Override
    @Deprecated(since = "2")
    public @Nullable T first(@Named("x") String name) throws IOException {
        int found = 0;
        var local = new Finder<T>(name);
        return local.find(entries, Account::isOpen);
    }

    // no doc
    void post() {
        round(Math.abs(-1));
        Class<?> type = Class.forName("com.example.Plugin");
    }

    /** Kinds. */
    public enum Kind { DEBIT, CREDIT; int sign() { return 1; } }

    record Line(String text, long amount) {
        Line {
            Checks.notNull(text);
        }
    }

    public interface Rule {
        int LIMIT = 3;
        boolean holds(Line line);
        private void hidden() {}
    }

    @interface Marked { String value() default ""; }
}
