/**
 * What a door may ask, said once: {@link dev.daybook.operation.Operation}. A slice lists its operations, all of them
 * together are the {@link dev.daybook.operation.Catalogue}, and every door is derived from it:
 *
 * <ul>
 *   <li>HTTP: the route; path, query and body are read strictly in one place, by the shape of the arguments
 *       ({@link dev.daybook.operation.Given}); an {@link dev.daybook.operation.Outcome} becomes status, headers and body;
 *       {@code ?after=&wait=}, pages with {@code Link}, {@code ETag}, {@code If-Match} and keys come with what an
 *       operation says that it needs
 *   <li>the contract: {@code openapi.json} is generated, stands beside the sources, and a test compares
 *   <li>the command line: a command for each operation that says how it is called there
 *       ({@link dev.daybook.operation.CommandForm}), with options, help and table
 * </ul>
 *
 * <p>A description holds no state and no service: what it is carried out on is handed to its handler, so that a command
 * line can be read, a contract written and a tool listed without anything being opened.
 *
 * <p>By hand remain streams of events, uploads and downloads, and the protocols of tools.
 */
@NullMarked
package dev.daybook.operation;

import org.jspecify.annotations.NullMarked;
