/**
 * Whether what clients were answered can be the work of one document store without any cache: histories, and what is wrong with them.
 *
 * <p>Each key is a register whose versions are its revisions: every write makes the next one, a delete too, and a recreated
 * document goes on where the deleted one ended. With the order of the writes given, nothing has to be searched: put every write at
 * its revision, and every answer that shows a revision right behind the write that made it. That order is a correct execution by
 * itself. It is one that the clients can have seen if and only if it agrees with the clock: whoever was asked after another was
 * answered does not stand before him. Operations of one revision agree if the write did not begin after a read of it ended, and
 * can be sorted by their beginnings otherwise. So one pass over the history, which remembers the highest revision that was shown so
 * far, decides what in general takes a search.
 *
 * <p>Some answers name no revision: 204 to an unconditional delete, 404, 412 to {@code If-None-Match}. Each is put at the lowest
 * revision that can explain it, which forbids the least to what comes after, so nothing is called wrong that can be right.
 *
 * <p>A write without an answer, or with a 5xx, may be stored at any moment until some time after its client gave up. Where its body
 * is read it is known for stored; otherwise it explains revisions that nobody else does.
 */
package io.percore.coherence;
