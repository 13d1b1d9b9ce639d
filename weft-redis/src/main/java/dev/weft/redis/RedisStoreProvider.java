package dev.weft.redis;

import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreProvider;
import dev.weft.spi.Stores;

/// Opens stores on Redis: `redis://` and, with TLS, `rediss://` for a single server,
/// `redis-cluster://` and `rediss-cluster://` for a cluster.
public final class RedisStoreProvider implements StoreProvider {
    private static final int PARTS = 3;

    /// For the service loader.
    public RedisStoreProvider() {}

    @Override
    public boolean opens(String scheme) {
        return RedisAddress.knows(scheme);
    }

    @Override
    public Stores open(StoreAddress address) {
        RedisConnection connection = RedisConnection.open(address, PARTS, null);
        RedisBlobStore blobs = new RedisBlobStore(connection);
        RedisGraphStore graphs = new RedisGraphStore(connection);
        try {
            return new Stores(RedisRunStore.opened(connection), blobs, graphs);
        } catch (RuntimeException e) {
            blobs.close();
            graphs.close();
            throw e;
        }
    }
}
