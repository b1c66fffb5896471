package dev.envelope.cli.rotate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The engine tells programs what it found by itself; members are added to that. */
final class EngineJson {

    private EngineJson() {}

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The engine's JSON is broken", e);
        }
    }
}
