package dev.daybook.history;

import java.util.Optional;
import java.util.TreeSet;

/** What becomes of the entries of a stream. */
final class TouchedThing {
    long undone;
    long restored;
    long later;
    long first = Long.MAX_VALUE;
    long ofOthers;
    long checkedLater = -1;
    boolean stands;
    boolean begins; // a fact without which it may not be there is taken out
    boolean isWhole; // its first entry is among those that changed
    long ofFiles; // of those that change
    Optional<String> source = Optional.empty();
    Optional<String> run = Optional.empty();
    long left; // how many of its entries count after that
    boolean says; // one that changes says what it names
    final TreeSet<String> actors = new TreeSet<>();

    boolean isTouched() {
        return undone + restored > 0;
    }
}
