package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;

/// How the values of a type are written and read, without their type. Forms keep no state, so
/// that all Kryos share them.
abstract class Form extends Serializer<Object> {
    /// Whether a second occurrence of an object is written as a reference to the first. Small
    /// immutable values are not: then equal ones are equal bytes, however they came to be.
    boolean tracked() {
        return true;
    }

    /// @throws Refusal if the value or something in it cannot be encoded
    abstract void write(ValueKryo kryo, ValueOutput output, Object value);

    /// Reads a value. A form whose object exists before its content is read says so first
    /// ([ValueKryo#publish]), so that the content may refer to it; one whose content must be there
    /// first returns what [ValueKryo#built] gives.
    abstract Object read(ValueKryo kryo, ValueInput input);

    /// What makes two definitions of the type incompatible, as a number.
    int shape() {
        return 0;
    }

    @Override
    public final void write(Kryo kryo, Output output, Object value) {
        write((ValueKryo) kryo, (ValueOutput) output, value);
    }

    @Override
    public final Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        return read((ValueKryo) kryo, (ValueInput) input);
    }
}
