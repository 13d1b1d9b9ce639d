package dev.weft.local;

import dev.weft.spi.Engine;
import dev.weft.spi.EngineProvider;
import dev.weft.spi.EngineSettings;

/// Finds the engine behind `Weft.local()`.
public final class LocalEngineProvider implements EngineProvider {
    @Override
    public String name() {
        return "local";
    }

    @Override
    public Engine open(EngineSettings settings) {
        return LocalEngine.open(settings);
    }
}
