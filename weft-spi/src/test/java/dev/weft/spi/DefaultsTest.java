package dev.weft.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.RetryPolicy;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The one place that says what holds where nobody says anything.
class DefaultsTest {
    @Test
    void runLastsAndIsKeptAsDocumented() {
        RunLimits limits = RunLimits.standard();
        assertThat(limits.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(limits.heartbeat()).isEqualTo(limits.lease().dividedBy(3));
        assertThat(limits.dispatch()).isEqualTo(Duration.ofSeconds(2));
        assertThat(limits.retention()).isEqualTo(Duration.ofHours(24));
        assertThat(limits.hardEnd()).isEqualTo(Duration.ofDays(7));
        assertThat(limits.poisonLimit()).isEqualTo(3);
        assertThat(limits.goOn()).isFalse();
        assertThat(limits.parallelism()).isZero();
        assertThat(limits.isBounded()).isFalse();
        assertThat(limits.lossWindow()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void engineWorksAsDocumented() {
        EngineSettings settings = EngineSettings.standard();
        assertThat(settings.tasksAtOnce()).isEqualTo(10_000);
        assertThat(settings.captureOutput()).isFalse();
        assertThat(settings.echoOutput()).isTrue();
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.inlineValueBytes()).isEqualTo(32 * 1024);
        assertThat(settings.limits()).isEqualTo(RunLimits.standard());
        assertThat(settings.application()).isSameAs(Thread.currentThread().getContextClassLoader());
    }

    @Test
    void clientsSendGraphsOfUpTo128KiBAlong() {
        Connection connection = Connection.to("redis://localhost:6379");
        assertThat(connection.inlineGraphBytes()).isEqualTo(128 * 1024);
        assertThat(connection.limits()).isEqualTo(RunLimits.standard());
    }

    @Test
    void taskIsTriedOnceForAnHour() {
        TaskOptions options = TaskOptions.standard();
        assertThat(options.name()).isEmpty();
        assertThat(options.retry()).isEqualTo(RetryPolicy.none());
        assertThat(options.retry().maxAttempts()).isEqualTo(1);
        assertThat(options.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(options.memoryMiB()).isZero();
        assertThat(options.cpus()).isZero();
        assertThat(options.deterministic()).isTrue();
        assertThat(options.outsideEffects()).isFalse();
        assertThat(options.fenced()).isFalse();
    }

    @Test
    void eachSettingChangesAlone() {
        EngineSettings settings = EngineSettings.standard();
        assertThat(settings.withTasksAtOnce(5).withTasksAtOnce(10_000)).isEqualTo(settings);
        assertThat(settings.withGrace(Duration.ZERO).grace()).isZero();
        assertThat(settings.withCaptureOutput(true, false).captureOutput()).isTrue();
        RunLimits limits = RunLimits.standard().withLease(Duration.ofSeconds(1)).withPoisonLimit(1);
        assertThat(limits.lease()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limits.withParallelism(4).withParallelism(0)).isEqualTo(limits);
        assertThat(limits.withParallelism(4).withGoOn(true).isBounded()).isTrue();
        assertThat(limits.retention()).isEqualTo(RunLimits.standard().retention());
        assertThat(settings.withLimits(limits).limits()).isEqualTo(limits);
        Connection connection = Connection.to("redis://localhost:6379").withInlineGraphBytes(7);
        assertThat(connection.withLimits(limits).inlineGraphBytes()).isEqualTo(7);
        assertThat(connection.withArchives(List.of()).inlineGraphBytes()).isEqualTo(7);
        TaskOptions options = TaskOptions.standard().withOutsideEffects(true).withName("n");
        assertThat(options.fenced()).isTrue();
        assertThat(options.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(TaskOptions.standard().withDeterministic(false).fenced()).isTrue();
    }

    @Test
    void wrongSettingsAreRefusedByName() {
        assertThatThrownBy(() -> EngineSettings.standard().withTasksAtOnce(0))
                .hasMessage("tasksAtOnce must be >= 1, was 0");
        assertThatThrownBy(() -> RunLimits.standard().withLease(Duration.ZERO))
                .hasMessage("lease must be > 0, was PT0S");
        assertThatThrownBy(() -> Connection.to("redis://localhost:6379").withInlineGraphBytes(-1))
                .hasMessage("inlineGraphBytes must be >= 0, was -1");
        assertThatThrownBy(() -> RunLimits.standard().withPoisonLimit(0))
                .hasMessage("poisonLimit must be >= 1, was 0");
        assertThatThrownBy(() -> RunLimits.standard().withParallelism(-1))
                .hasMessage("parallelism must be >= 0, was -1");
        assertThatThrownBy(() -> TaskOptions.standard().withTimeout(Duration.ZERO))
                .hasMessage("timeout must be > 0, was PT0S");
        assertThatThrownBy(() -> TaskOptions.standard().withMemoryMiB(-1))
                .hasMessage("memoryMiB must be >= 0, was -1");
    }
}
