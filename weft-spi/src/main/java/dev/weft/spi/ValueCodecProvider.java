package dev.weft.spi;

/// Makes codecs; found by [java.util.ServiceLoader].
public interface ValueCodecProvider {
    /// A codec that creates types of the JDK's allow-list and of an application.
    ///
    /// @param application finds the application's classes; those that it gets from the platform are
    ///     not the application's
    ValueCodec open(ClassLoader application);
}
