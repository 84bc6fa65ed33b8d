package dev.daybook.access;

import dev.daybook.operation.Role;
import java.time.Instant;

/** A token that lets somebody in, without its text. */
public record Token(String name, Role role, boolean mayAct, Instant addedAt, String addedBy) {}
