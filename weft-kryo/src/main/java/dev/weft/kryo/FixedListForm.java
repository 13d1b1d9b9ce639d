package dev.weft.kryo;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `Arrays.asList`: a list whose elements can change and whose length cannot. The array behind it
/// is not shared with anything afterwards.
final class FixedListForm extends Form {
    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        ArrayForm.writeElements(kryo, output, ((List<?>) value).toArray());
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        @Nullable Object[] elements = new Object[input.readElements()];
        List<@Nullable Object> list = kryo.publish(Arrays.asList(elements));
        for (int i = 0; i < elements.length; i++) {
            int slot = i;
            ValueKryo.deliver(kryo.readClassAndObject(input), e -> elements[slot] = e);
        }
        return list;
    }
}
