/**
 * Mutated requests at the edge's socket, and what must hold whatever they are.
 *
 * <p>{@link io.percore.fuzz.Requests} makes the requests of a seed, {@link io.percore.fuzz.Framing} says independently of any
 * server what they are, {@link io.percore.fuzz.Client} sends them, {@link io.percore.fuzz.Judge} looks at each answer, and {@link
 * io.percore.fuzz.Footprint} at what they left behind.
 *
 * <p>Why the few classes are our own: generators of values (jqwik) and coverage-guided fuzzers (Jazzer) work within the process
 * under test, tools for sockets (boofuzz, T-Reqs) walk through a grammar at some hundred requests a second and do not count
 * answers on kept connections.
 */
package io.percore.fuzz;
