package dev.weft;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A [dev.weft.model.RetryPolicy] within [TaskDefaults].
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Retry {
    /// Attempts in total, the first one included; at least 1.
    int maxAttempts();

    /// Wait before the second attempt, in milliseconds; 0 means at once.
    long initialDelayMillis() default 100;

    /// Factor by which each further wait grows; at least 1.
    double factor() default 2;

    /// No wait is longer, in milliseconds.
    long maxDelayMillis() default 30_000;

    /// Share of each wait that is random, from 0 to 1.
    double jitter() default 0.5;
}
