package dev.weft;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The method's promise that it does not modify its inputs, and keeps none of them where somebody
/// else could: then mutable inputs need not be copied for it within one process.
///
/// A method that breaks the promise changes the inputs of other tasks, in some runs and not in others.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface ReadsOnly {}
