package dev.daybook.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which field of a family of events people call their things by: a title, a name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Titled {

    /** The field, as facts name it: a pointer where these do so. */
    String value();
}
