package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import org.junit.jupiter.api.Test;

final class LocalCopiesTest {
    private static final RunKey RUN = new RunKey(new RunId("run"), 1);
    private static final RunKey OTHER = new RunKey(new RunId("run"), 2);

    private final LocalCopies copies = new LocalCopies(100);

    private static ValueId value(int task) {
        return new ValueId(task, 10 + task, true);
    }

    @Test
    void copyIsThatOfOneExecutionInOneIncarnation() {
        byte[] bytes = new byte[10];
        copies.put(RUN, value(1), bytes);
        assertThat(copies.find(RUN, value(1))).isSameAs(bytes);
        assertThat(copies.find(RUN, new ValueId(1, 99, true))).isNull();
        assertThat(copies.find(OTHER, value(1))).isNull();
    }

    @Test
    void valuesThatWereUsedLeastRecentlyGiveWay() {
        copies.put(RUN, value(1), new byte[40]);
        copies.put(RUN, value(2), new byte[40]);
        assertThat(copies.find(RUN, value(1))).isNotNull();
        copies.put(RUN, value(3), new byte[40]);
        assertThat(copies.find(RUN, value(2))).isNull();
        assertThat(copies.find(RUN, value(1))).isNotNull();
        assertThat(copies.find(RUN, value(3))).isNotNull();
    }

    @Test
    void valueLargerThanTheBoundIsNotKeptAndDisplacesNothing() {
        copies.put(RUN, value(1), new byte[40]);
        copies.put(RUN, value(2), new byte[101]);
        assertThat(copies.find(RUN, value(2))).isNull();
        assertThat(copies.find(RUN, value(1))).isNotNull();
    }

    @Test
    void roomOfWhatIsForgottenIsFree() {
        copies.put(RUN, value(1), new byte[60]);
        copies.put(OTHER, value(1), new byte[40]);
        copies.forget(RUN);
        copies.put(OTHER, value(2), new byte[60]);
        assertThat(copies.find(RUN, value(1))).isNull();
        assertThat(copies.find(OTHER, value(1))).isNotNull();
        assertThat(copies.find(OTHER, value(2))).isNotNull();
    }
}
