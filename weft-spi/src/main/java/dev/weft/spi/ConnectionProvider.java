package dev.weft.spi;

/// Makes engines that run graphs on workers elsewhere; found by [java.util.ServiceLoader].
public interface ConnectionProvider {
    /// Connects. The caller closes the engine.
    ///
    /// @throws StoreRefusedException if runs cannot be kept in that store
    /// @throws StoreUnavailableException if there was no answer
    Engine connect(Connection connection);
}
