/**
 * AIT42: sessions of several agents, one JSON file per workspace, in all the places that its versions kept them.
 */
@NullMarked
package dev.daybook.session.ait42;

import org.jspecify.annotations.NullMarked;
