package dev.weft;

import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;

/// Puts [FakeCodec] on the class path.
public final class FakeCodecProvider implements ValueCodecProvider {
    @Override
    public ValueCodec open(ClassLoader application) {
        return new FakeCodec();
    }
}
