package io.percore.bundle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What clients were told about the documents of one category, to be compared with what is stored. */
final class Ledger {

    private final String category;
    private final Map<String, LedgerDocument> documents = new ConcurrentHashMap<>();
    private final Set<Integer> doubtfulCreations = ConcurrentHashMap.newKeySet();

    Ledger(String category) {
        this.category = category;
    }

    /** Takes a document in, before its id is used or as soon as it is known. */
    LedgerDocument enter(String id) {
        var document = new LedgerDocument(id);
        documents.put(id, document);
        return document;
    }

    /** A creation under an id of the server's was not answered with success. */
    void doubtCreation(int number) {
        doubtfulCreations.add(number);
    }

    int size() {
        return documents.size();
    }

    /** Every acknowledged write that is not stored exactly once, and whatever is stored without having been asked for. */
    List<String> differences(Api worker) {
        var differences = new ArrayList<String>();
        var unseen = new HashSet<>(documents.keySet());
        var numbers = new HashSet<Integer>();
        for (var stored : stored(worker)) {
            unseen.remove(stored.path("id").asString());
            differences.addAll(differences(stored));
            if (!numbers.add(number(stored))) {
                differences.add("stored twice: " + stored);
            }
        }
        unseen.stream().map(documents::get).forEach(document -> differences.addAll(absent(document, worker)));
        return differences;
    }

    private List<JsonNode> stored(Api worker) {
        var stored = new ArrayList<JsonNode>();
        var after = "";
        do {
            var page = worker.list("products", "limit=200" + after).json();
            page.path("documents").forEach(document -> {
                if (document.path("body").path("category").asString().equals(category)) {
                    stored.add(document);
                }
            });
            after = page.has("next") ? "&after=" + page.path("next").asString() : "";
        } while (!after.isEmpty());
        return stored;
    }

    private List<String> differences(JsonNode stored) {
        var document = documents.get(stored.path("id").asString());
        if (document == null) {
            var asked = doubtfulCreations.remove(number(stored));
            return asked ? List.of() : List.of("stored, but no answer named it: " + stored);
        }
        var revision = stored.path("revision").asLong();
        var last = document.acknowledged();
        var expected = revision == last || (document.doubtful() && revision == last + 1);
        return expected && document.number(revision) == number(stored)
                ? List.of()
                : List.of("stored is " + stored + ", but " + document);
    }

    private List<String> absent(LedgerDocument document, Api worker) {
        if (document.live() && !(document.doubtful() && document.lastSent() == LedgerDocument.DELETED)) {
            return List.of("not stored, but " + document);
        }
        return document.doubtful() ? List.of() : deleted(document, worker);
    }

    // A deleted document keeps its revision, which the next one under its id tells.
    private List<String> deleted(LedgerDocument document, Api worker) {
        var answer = worker.replace("products", document.id(), Writers.product(category, 0));
        var revision = answer.json().path("revision").asLong();
        return answer.status() == 201 && revision == document.acknowledged() + 1
                ? List.of()
                : List.of("created again as " + answer + ", but " + document);
    }

    private static int number(JsonNode stored) {
        return stored.path("body").path("stock").asInt();
    }
}
