package dev.daybook.code;

import java.util.concurrent.atomic.AtomicLong;

/** What indexing did since the process started, for the metrics. Thread-safe. */
final class IndexCounts {
    final AtomicLong runs = new AtomicLong();
    final AtomicLong runsFailed = new AtomicLong();
    final AtomicLong files = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong setAside = new AtomicLong();
    final AtomicLong readFailures = new AtomicLong();
    final AtomicLong retries = new AtomicLong();
    final AtomicLong breakerOpened = new AtomicLong();
}
