package dev.weft.model;

/// Names a worker for as long as it lives.
public record WorkerId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
