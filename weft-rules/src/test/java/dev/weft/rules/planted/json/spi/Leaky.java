package dev.weft.rules.planted.json.spi;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Planted: shows JSON within a generic type.
public interface Leaky {
    /// Planted.
    List<JsonNode> events();
}
