package dev.daybook.session.ait42;

import java.util.Optional;

/**
 * Where a workspace is.
 *
 * @param path as its writer spelled it; none: it is the one that stands for no workspace
 * @param canonical the key of that folder: another one than the file has if that is only a second name
 */
record Location(Optional<String> path, String canonical) {}
