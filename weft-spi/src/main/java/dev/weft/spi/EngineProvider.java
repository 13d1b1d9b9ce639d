package dev.weft.spi;

/// Makes engines; found by [java.util.ServiceLoader].
public interface EngineProvider {
    /// What the engine is called: `local`.
    String name();

    /// Starts an engine. The caller closes it.
    Engine open(EngineSettings settings);
}
