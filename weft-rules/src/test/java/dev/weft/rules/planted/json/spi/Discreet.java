package dev.weft.rules.planted.json.spi;

import tools.jackson.databind.JsonNode;

/// Not a violation: nobody sees it.
public final class Discreet {
    private final JsonNode node;

    Discreet(JsonNode node) {
        this.node = node;
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
