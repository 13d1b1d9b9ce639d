/// The default value codec: Kryo behind an allow-list, with fast paths for common types.
@NullMarked
package dev.weft.kryo;

import org.jspecify.annotations.NullMarked;
