package dev.weft.rules.planted.names;

/// Planted: its name says nothing.
record StoreImpl() {}
