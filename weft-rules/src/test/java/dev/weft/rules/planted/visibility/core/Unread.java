package dev.weft.rules.planted.visibility.core;

/// Planted: public, and used in its own package alone.
public record Unread() {}
