package dev.weft.redis;

import dev.weft.model.RunEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Events as `events.lua` answers them.
///
/// @param goesOn whether there may be more of them
record EventsForm(List<RunEvent> events, boolean goesOn) {
    static EventsForm decode(Unpack in) {
        int count = in.array() / 2;
        List<RunEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(in.number(), TaskForm.littleEndian(in.string())));
        }
        return new EventsForm(events, in.flag());
    }

    private static RunEvent event(long sequence, ByteBuffer in) {
        long at = in.getLong();
        RunEvent.Kind kind = Codes.event(in.get());
        int task = in.getInt();
        return new RunEvent(sequence, at, kind, task, in.getLong(), in.getInt());
    }

    /// Whether nobody need wait for more.
    boolean isWorthReading() {
        return !events.isEmpty() || !goesOn;
    }
}
