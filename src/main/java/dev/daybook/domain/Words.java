package dev.daybook.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an event is in one line behind the name of whoever did it, such as <code>finished turn {turn} of {thing}[:
 * {decision}]</code>.
 *
 * <p>In braces stand fields of the event, {@code {thing}} for what it happened to, and {@code {old.status}} for what a
 * field was before. What stands in brackets is left out if one of its fields is nothing; {@code {first=last}} is nothing
 * unless that other field says the same, {@code {first!last}} if it does.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Words {

    /** What stands in braces for the thing: its title, or its id. */
    String THING = "thing";

    /** How a field is named that is meant as it was before. */
    String OLD = "old.";

    String value();
}
