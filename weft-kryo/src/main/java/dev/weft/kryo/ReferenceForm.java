package dev.weft.kryo;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// `AtomicReference`: what it refers to at the moment of encoding.
final class ReferenceForm extends Form {
    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        try {
            kryo.writeClassAndObject(output, ((AtomicReference<?>) value).get());
        } catch (Refusal refusal) {
            throw refusal.within(".get()");
        }
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        AtomicReference<@Nullable Object> reference = kryo.publish(new AtomicReference<>());
        ValueKryo.deliver(kryo.readClassAndObject(input), reference::set);
        return reference;
    }
}
