package dev.daybook.session;

import java.util.Optional;

/**
 * A message of a session.
 *
 * @param index its place, from 0
 * @param instanceId the instance it is about
 * @param json the message on one line, as the tool writes it
 */
public record MessageView(long index, String role, Optional<Long> instanceId, String json) {}
