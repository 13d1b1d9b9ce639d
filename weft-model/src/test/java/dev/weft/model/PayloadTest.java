package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final int READERS = 8;

    @Test
    void onlyTheLastReaderGetsTheObject() {
        Object live = new Object();
        Payload.Owned owned = new Payload.Owned(new byte[] {1}, live, 2);
        assertThat(owned.takeIfLast()).isNull();
        assertThat(owned.takeIfLast()).isSameAs(live);
        assertThat(owned.takeIfLast()).as("a retry decodes afresh").isNull();
        assertThat(owned.bytes()).containsExactly(1);
    }

    @Test
    void exactlyOneOfConcurrentReadersGetsTheObject() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            for (int round = 0; round < 500; round++) {
                Object live = new Object();
                Payload.Owned owned = new Payload.Owned(new byte[0], live, READERS);
                CyclicBarrier start = new CyclicBarrier(READERS);
                List<Callable<Object>> readers = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    readers.add(() -> {
                        start.await();
                        return owned.takeIfLast();
                    });
                }
                List<Object> taken = new ArrayList<>();
                for (Future<Object> reader : threads.invokeAll(readers)) {
                    taken.add(reader.get());
                }
                assertThat(taken.stream().filter(Objects::nonNull)).containsExactly(live);
            }
        }
    }

    @Test
    void valueWithoutReadersIsRefused() {
        assertThatThrownBy(() -> new Payload.Owned(new byte[0], "x", 0))
                .hasMessage("readers must be >= 1, was 0");
    }
}
