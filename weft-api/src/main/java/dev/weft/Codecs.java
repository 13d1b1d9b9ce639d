package dev.weft;

import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The codec on the class path, by which values are checked before there is an engine. An engine
/// brings its own.
final class Codecs {
    private static final @Nullable ValueCodec ON_CLASS_PATH = find();

    private Codecs() {}

    /// @return `null` if there is none; values are then checked when the workflow is submitted
    static @Nullable ValueCodec onClassPath() {
        return ON_CLASS_PATH;
    }

    private static @Nullable ValueCodec find() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader application = context == null ? Codecs.class.getClassLoader() : context;
        return ServiceLoader.load(ValueCodecProvider.class, application)
                .findFirst()
                .map(provider -> provider.open(application))
                .orElse(null);
    }
}
