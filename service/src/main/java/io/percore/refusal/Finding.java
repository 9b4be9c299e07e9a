package io.percore.refusal;

/** One thing that is wrong with a body, and the JSON Pointer of where. */
public record Finding(String detail, String pointer) {}
