package dev.weft.kryo;

/// A type without values of its own, which arrays may have as their elements' type.
final class ElementTypeForm extends Form {
    private final Class<?> type;

    ElementTypeForm(Class<?> type) {
        this.type = type;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        throw new Refusal("it is a bare %s, which holds nothing".formatted(type.getName()));
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        throw new ForbiddenTypeException(type.getName(), "has no values of its own");
    }
}
