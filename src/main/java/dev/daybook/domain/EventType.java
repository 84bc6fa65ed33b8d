package dev.daybook.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The stored name and version of an event: written down, because history outlives class names. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /** The domain and what happened, such as {@code sbi.registered}. */
    String name();

    /** The version of the payload's shape, from 1. */
    int version() default 1;

    /**
     * Whether it only reports of work that was done, such as that it failed: nobody takes back what was reported when they
     * take back what they did last.
     */
    boolean report() default false;
}
