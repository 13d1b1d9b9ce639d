package dev.weft;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Options of every task whose function is the annotated method or constructor. [Task#with] replaces
/// them task by task.
///
/// Seen through method references to that very method. Not seen from a lambda that calls it, nor
/// where the compiler writes such a lambda for a reference (varargs methods, `super::` methods, methods
/// inherited from a class that is not public, as `StringBuilder::length`).
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface TaskDefaults {
    /// For people; empty means the method's own name.
    String name() default "";

    /// How often and how soon a failed attempt is followed by another.
    Retry retry() default @Retry(maxAttempts = 1);

    /// Bound on the time of each attempt, in milliseconds; 0 means the standard one (an hour).
    long timeoutMillis() default 0;

    /// Least memory of the worker in MiB; 0 means no wish.
    int memoryMiB() default 0;

    /// Least number of cores of the worker; 0 means no wish.
    double cpus() default 0;

    /// Whether equal inputs give equal results.
    boolean deterministic() default true;

    /// Whether the method changes something outside of the run: then its attempts are fenced.
    boolean outsideEffects() default false;
}
