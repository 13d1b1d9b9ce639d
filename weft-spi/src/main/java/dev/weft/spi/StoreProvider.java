package dev.weft.spi;

/// Opens stores by address; found by [java.util.ServiceLoader].
public interface StoreProvider {
    /// Whether it knows stores of this scheme (`redis`).
    boolean opens(String scheme);

    /// Connects, and checks that the store is one that runs can be kept in.
    ///
    /// @throws StoreRefusedException if it is not: wrong password, too old, not safe to write to
    /// @throws StoreUnavailableException if there was no answer
    Stores open(StoreAddress address);
}
