/**
 * The door for programs: HTTP, as {@code openapi.json} promises it.
 *
 * <p>A handler reads, submits or asks, and answers; rules stand in the deciders, questions in the queries. Handlers run
 * on virtual threads, one per request; the event loop only moves bytes.
 */
@NullMarked
package dev.daybook.http;

import org.jspecify.annotations.NullMarked;
