package dev.weft.cli;

import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes a line of JSON for scripts.
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();

    private Json() {}

    static String line(Map<String, ?> object) {
        return MAPPER.writeValueAsString(object);
    }
}
