package dev.weft.testkit;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shared store of values as one process sees it.
final class SimulatedBlobStore implements BlobStore {
    private final SimulatedLink link;
    private final RewindableStores stores;
    private final SimulationChecks checks;

    SimulatedBlobStore(SimulatedLink link, RewindableStores stores, SimulationChecks checks) {
        this.link = link;
        this.stores = stores;
        this.checks = checks;
    }

    @Override
    public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
        link.call(
                "put " + StepText.values(List.of(value)),
                true,
                () ->
                        stores.blobStep(blobs -> {
                            blobs.put(run, value, bytes, expiry);
                            checks.stored(value, bytes);
                            return value;
                        }));
    }

    @Override
    public Optional<byte[]> fetch(RunKey run, ValueId value) {
        return link.call(
                "fetch " + StepText.values(List.of(value)),
                false,
                () -> stores.blobs().fetch(run, value));
    }

    @Override
    public Map<ValueId, byte[]> fetch(RunKey run, List<ValueId> values) {
        return link.call(
                "fetch " + StepText.values(values), false, () -> stores.blobs().fetch(run, values));
    }

    @Override
    public void delete(RunKey run, List<ValueId> values) {
        link.call(
                "delete " + StepText.values(values),
                true,
                () ->
                        stores.blobStep(blobs -> {
                            blobs.delete(run, values);
                            checks.deleted(values);
                            return values;
                        }));
    }

    /// The stores are others' too.
    @Override
    public void close() {}
}
