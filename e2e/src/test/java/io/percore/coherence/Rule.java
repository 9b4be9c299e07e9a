package io.percore.coherence;

/** What holds in every history of a coherent service. */
enum Rule {
    ORDER("whoever asks after an answer is shown that revision or a later one, and a writer makes a later one"),
    ONE_WRITER("no two writes make the same revision"),
    ONCE("no write makes two revisions"),
    BODY("a body is the one that was written at its revision"),
    SENT("every revision was made by a write that was sent"),
    NOTHING_REFUSED("a write that was refused changes nothing"),
    KIND("a write creates where nothing is, and replaces, patches and deletes where something is"),
    CONDITION("a conditional write succeeds only on the revision that it names, or on nothing"),
    REFUSAL("a conditional write is refused only if its condition did not hold at some moment of it"),
    ABSENCE("nothing was there at some moment of a request that is told so");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return name() + ": " + text;
    }
}
