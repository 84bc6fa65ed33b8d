/** What GitHub, or a host that answers as it does, tells of repositories. A token is nowhere shown, logged or stored. */
@NullMarked
package dev.daybook.project.github;

import org.jspecify.annotations.NullMarked;
