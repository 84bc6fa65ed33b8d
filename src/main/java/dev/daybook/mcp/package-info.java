/**
 * The door for agents: the Model Context Protocol, revisions 2026-07-28 and 2025-11-25, on the same tools. Stateless; holds
 * no rules: tools carry out operations of the catalogue and ask the audit log.
 */
@NullMarked
package dev.daybook.mcp;

import org.jspecify.annotations.NullMarked;
