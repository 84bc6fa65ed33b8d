package dev.daybook.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What is to be said of an argument, a component of a record that {@link Shape#arguments} describes. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Says {

    /** What it is: the rest of a sentence. */
    String value();

    /** What stands for its value in a line of help; its name in capitals if empty. */
    String label() default "";

    /** A value that it may well have: a text, several with commas, or JSON. */
    String like() default "";

    /** What it is if it is not given, in the same way. A flag is false, a list has nothing in it. */
    String standard() default "";

    /** The smallest number, or the fewest characters of a text. */
    long min() default Long.MIN_VALUE;

    /** The largest number, or the most characters of a text. */
    long max() default Long.MAX_VALUE;

    /** How many texts a list has at most. */
    int most() default Integer.MAX_VALUE;

    /** What it has in common with others: the label, the length, the pattern and its words, where none are said. */
    TextForm form() default TextForm.ANY;

    /** What is found in the text, or in each of the texts. */
    String pattern() default "";

    /** What the pattern stands for, in words: what a value is refused with. */
    String want() default "";

    /**
     * The category of the thing that the text is the id of: people may give the beginning of it.
     * {@link Argument#ANY_THING}: it has the category in front of it, always if the text is of
     * {@link TextForm#KIND_AND_ID}, else there or in the argument {@code kind}.
     */
    String thing() default "";

    /** The only texts that are taken. */
    String[] words() default {};

    /** Of JSON: whether only an object is taken. */
    boolean object() default false;
}
