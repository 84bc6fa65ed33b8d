package dev.daybook.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Of which part of a thing an event tells, where it is not of the thing as a whole: a turn, a note, a message. What a
 * field was before is what the same part had there, never what another one has.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Part {

    /** The thing itself. */
    String WHOLE = "";

    /** Which kind of part, such as {@code execution}. */
    String value() default WHOLE;

    /** The fields that tell one part of that kind from others; none: there is one at a time. */
    String[] key() default {};

    /** Whether the part begins with this event: there was nothing before. */
    boolean begins() default false;

    /** Whether the event says all of the part, or all of its {@link #members}: what it does not say is no more. */
    boolean replaces() default false;

    /** Whether the thing is no more after the event, with all its fields and parts. */
    boolean removes() default false;

    /**
     * The field that lists parts of another kind, which the thing has from the place on that the field {@code index}
     * says: what they were is read there when such a part is said anew as a whole.
     */
    String adds() default "";

    /** The kind of those parts. */
    String added() default "";

    /** The fields that are of the thing as a whole all the same. */
    String[] whole() default {};

    /** The fields that only the event itself has, such as why: nothing was before them, and nothing is after. */
    String[] own() default {};

    /** The field of which the event itself says what it was before: that does not follow from earlier events alone. */
    String of() default "";

    /** The field of the event that says what {@link #of} was before; none: there was nothing. */
    String was() default "";

    /** The kinds of parts that the thing has none of from now on, but for those that the event lists. */
    String[] ends() default {};

    /** The field that lists such parts of the first kind of {@link #ends}, from the first on: their key is their place. */
    String lists() default "";

    /**
     * The field whose own members are fields of the thing: the components of a record, or of other JSON what stands at
     * pointers such as {@code /status}.
     */
    String members() default "";

    /**
     * The field whose lists are long: an overview of what happened says how many are in each, beside its other members
     * and its size. The event itself has them.
     */
    String counted() default "";

    /** The field that lists, by their pointers, which of such members are gone. */
    String gone() default "";
}
