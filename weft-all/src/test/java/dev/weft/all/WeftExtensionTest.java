package dev.weft.all;

import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.RetryPolicy;
import dev.weft.testkit.FaultScript;
import dev.weft.testkit.TestEngine;
import dev.weft.testkit.TestTime;
import dev.weft.testkit.WeftExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The extension as its users write it down.
@Timeout(30)
final class WeftExtensionTest {
    @RegisterExtension static final WeftExtension weft = new WeftExtension();

    static int length(String text) {
        return text.length();
    }

    private static Task<Integer> length() {
        return task(WeftExtensionTest::length, value("weft"))
                .with(options().withRetry(RetryPolicy.fixed(3, Duration.ofHours(1))));
    }

    @Test
    void aScriptedFailureIsTriedAgainAfterItsBackOffInNoTime() throws Exception {
        Instant before = weft.time().now();
        weft.script().on("WeftExtensionTest.length").attempts(1, 2).fail(new IOException("disk"));

        assertThat(weft.weft().submit(length()).await()).isEqualTo(4);

        assertThat(weft.script().calls("WeftExtensionTest.length")).isEqualTo(3);
        assertThat(Duration.between(before, weft.time().now()))
                .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusSeconds(30));
    }

    @Test
    void aTaskThatFailsEachTimeFailsTheRunWithTheScriptedError() {
        weft.script().on("WeftExtensionTest.length").fail(new IOException("disk"));

        assertThatThrownBy(() -> weft.weft().submit(length()).await())
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("java.io.IOException: disk")
                .hasMessageContaining("attempt 3 of 3");
    }

    @Test
    void tasksAreNamedByTheirOwnNameToo() throws Exception {
        weft.script().on("measure").attempts(1).fail(new IOException("disk"));

        assertThat(weft.weft().submit(length().with(options().withName("measure"))).await())
                .isEqualTo(4);

        assertThat(weft.script().calls("measure")).isEqualTo(2);
        assertThat(weft.script().calls("WeftExtensionTest.length")).isEqualTo(2);
    }

    @Test
    void eachTestHasAnEngineOfItsOwn() {
        assertThat(weft.script().calls("WeftExtensionTest.length")).isZero();
        assertThat(weft.time().now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void theEngineIsRefusedToOtherThreadsByName() throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread other =
                Thread.ofPlatform()
                        .name("other")
                        .start(() -> {
                            try {
                                weft.weft();
                            } catch (IllegalStateException e) {
                                thrown[0] = e;
                            }
                        });
        other.join();
        assertThat(thrown[0]).hasMessageContaining("was asked in 'other'");
    }

    /// The same by parameters.
    @Nested
    @ExtendWith(WeftExtension.class)
    final class ByParametersTest {
        @BeforeEach
        void script(FaultScript script) {
            script.on("WeftExtensionTest.length").calls(1).delay(Duration.ofMinutes(5));
        }

        @Test
        void parametersAreThoseOfTheTest(
                Weft weft, TestTime time, FaultScript script, TestEngine engine) throws Exception {
            Instant before = time.now();
            assertThat(weft.submit(length()).await()).isEqualTo(4);
            assertThat(Duration.between(before, time.now())).isEqualTo(Duration.ofMinutes(5));
            assertThat(script.calls("WeftExtensionTest.length")).isEqualTo(1);
            assertThat(engine.script()).isSameAs(script);
        }
    }
}
