package dev.weft.gateway;

import dev.weft.model.WorkDone;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a worker says about itself.
///
/// @param executing tasks that are being executed
/// @param invocations that it was brought
/// @param graphBytesRead bytes of graphs that it has read, as they are stored
/// @param heapUsedBytes of `heapMaxBytes`
public record WorkerStatistics(
        int executing,
        long invocations,
        WorkDone work,
        long graphBytesRead,
        long heapUsedBytes,
        long heapMaxBytes,
        long uptimeMillis) {
    static final WorkerStatistics NONE = new WorkerStatistics(0, 0, WorkDone.NONE, 0, 0, 0, 0);

    private static final JsonMapper MAPPER = new JsonMapper();

    /// Sums; the longest uptime.
    WorkerStatistics plus(WorkerStatistics other) {
        return new WorkerStatistics(
                executing + other.executing,
                invocations + other.invocations,
                work.plus(other.work),
                graphBytesRead + other.graphBytesRead,
                heapUsedBytes + other.heapUsedBytes,
                heapMaxBytes + other.heapMaxBytes,
                Math.max(uptimeMillis, other.uptimeMillis));
    }

    /// As it stands in JSON.
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("executing", executing);
        map.put("invocations", invocations);
        map.put("attempts", work.attempts());
        map.put("executingNanos", work.executingNanos());
        map.put("encodedBytes", work.encodedBytes());
        map.put("roundTrips", work.roundTrips());
        map.put("graphBytesRead", graphBytesRead);
        map.put("heapUsedBytes", heapUsedBytes);
        map.put("heapMaxBytes", heapMaxBytes);
        map.put("uptimeMillis", uptimeMillis);
        return map;
    }

    /// Reads what a worker of maybe another version has written: what is not there is 0.
    ///
    /// @throws tools.jackson.core.JacksonException if it is no JSON
    static WorkerStatistics parse(byte[] json) {
        JsonNode node = MAPPER.readTree(json);
        WorkDone work =
                new WorkDone(
                        node.path("attempts").asLong(0),
                        node.path("executingNanos").asLong(0),
                        node.path("encodedBytes").asLong(0),
                        node.path("roundTrips").asLong(0));
        return new WorkerStatistics(
                node.path("executing").asInt(0),
                node.path("invocations").asLong(0),
                work,
                node.path("graphBytesRead").asLong(0),
                node.path("heapUsedBytes").asLong(0),
                node.path("heapMaxBytes").asLong(0),
                node.path("uptimeMillis").asLong(0));
    }

    static byte[] json(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }
}
