package dev.weft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import org.jspecify.annotations.Nullable;

/// Watches how much heap is left in use by the collections of several processes.
final class HeapUses implements AutoCloseable {
    private final List<HeapUse> all = new ArrayList<>();

    private HeapUses() {}

    static HeapUses of(List<ProcessHandle> processes) throws Exception {
        HeapUses uses = new HeapUses();
        try {
            for (ProcessHandle process : processes) {
                uses.all.add(HeapUse.of(process));
            }
            return uses;
        } catch (IOException | RuntimeException e) {
            uses.close();
            throw e;
        }
    }

    /// Most bytes in use after a collection in the process with most; `null` if there is none.
    @Nullable Long mostBytes() {
        return all.stream().map(HeapUse::mostBytes).max(Long::compare).orElse(null);
    }

    @Override
    public void close() throws ListenerNotFoundException, IOException {
        for (HeapUse use : all) {
            use.close();
        }
    }
}
