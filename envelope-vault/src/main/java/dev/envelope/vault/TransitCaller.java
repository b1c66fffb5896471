package dev.envelope.vault;

import dev.envelope.EnvelopeException;
import dev.envelope.Outcome;
import dev.envelope.kek.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Makes calls of Transit for any number of items, in as many requests as it takes. What one item meets is that item's; what a
 * request meets is that of all its items, and the others keep what they have.
 */
final class TransitCaller {

    /** An item has 4 JSON strings, and OpenBao takes 1000 in a request by default. */
    private static final int MOST_ITEMS = 200;

    private final VaultClient client;
    private final Failures failures;

    TransitCaller(VaultClient client, Failures failures) {
        this.client = client;
        this.failures = failures;
    }

    /** One call, whose answer the caller closes; its status may be any, and it is one of Vault's. */
    VaultAnswer call(VaultRequest request, Deadline deadline) {
        deadline.check(failures.kekName());
        VaultAnswer answer;
        try (request) {
            answer = client.call(request, deadline);
        } catch (CallFailure e) {
            throw failures.of(e, deadline);
        }
        if (answer.isForeign()) {
            try (answer) {
                throw failures.misconfigured(answer.foreign(), answer.error());
            }
        }
        return answer;
    }

    /**
     * Calls for all items.
     *
     * @param items the items
     * @param request makes a request of some items
     * @param version the version of the data key that an item is about, for messages
     * @param proof makes sure of what has to be sure before any result is handed out
     * @param read makes a result of an item and what came back for it
     * @return an outcome for each item, in the same order
     */
    <T, R> List<Outcome<R>> callAll(
            List<T> items,
            Function<List<T>, VaultRequest> request,
            Function<T, String> version,
            Proof<T> proof,
            BiFunction<T, VaultAnswer.Item, R> read,
            Deadline deadline) {
        List<Outcome<R>> outcomes = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += MOST_ITEMS) {
            List<T> part = items.subList(from, Math.min(items.size(), from + MOST_ITEMS));
            outcomes.addAll(new Part<>(request, version, proof, read, deadline).outcomes(part));
        }
        return outcomes;
    }

    /** Makes sure of something once a call has succeeded for an item. */
    @FunctionalInterface
    interface Proof<T> {
        void require(T item, VaultAnswer answer, Deadline deadline);
    }

    private final class Part<T, R> {

        private final Function<List<T>, VaultRequest> request;
        private final Function<T, String> version;
        private final Proof<T> proof;
        private final BiFunction<T, VaultAnswer.Item, R> read;
        private final Deadline deadline;

        Part(
                Function<List<T>, VaultRequest> request,
                Function<T, String> version,
                Proof<T> proof,
                BiFunction<T, VaultAnswer.Item, R> read,
                Deadline deadline) {
            this.request = request;
            this.version = version;
            this.proof = proof;
            this.read = read;
            this.deadline = deadline;
        }

        List<Outcome<R>> outcomes(List<T> items) {
            try (VaultAnswer answer = call(request.apply(items), deadline)) {
                if (answer.hasItems(items.size())) {
                    return read(items, answer);
                }
                if (answer.isSuccess()) {
                    throw failures.misconfigured(answer + " has not the " + items.size() + " results asked for", null);
                }
                VaultException error = answer.error();
                if (error.condition() == Condition.TOO_LARGE && items.size() > 1) {
                    return halved(items);
                }
                String about = items.size() == 1 ? version.apply(items.get(0)) : "";
                throw failures.of(error, error.condition(), about);
            } catch (EnvelopeException e) {
                return Collections.nCopies(items.size(), Outcome.failure(e));
            }
        }

        private List<Outcome<R>> halved(List<T> items) {
            int half = items.size() / 2;
            List<Outcome<R>> outcomes = new ArrayList<>(outcomes(items.subList(0, half)));
            outcomes.addAll(outcomes(items.subList(half, items.size())));
            return outcomes;
        }

        private List<Outcome<R>> read(List<T> items, VaultAnswer answer) {
            List<VaultAnswer.Item> results = answer.items();
            for (int i = 0; i < items.size(); i++) {
                if (results.get(i).error() == null) {
                    proof.require(items.get(i), answer, deadline);
                    break; // one stands for all of them
                }
            }
            List<Outcome<R>> outcomes = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                outcomes.add(outcome(items.get(i), results.get(i), answer));
            }
            return outcomes;
        }

        private Outcome<R> outcome(T item, VaultAnswer.Item result, VaultAnswer answer) {
            String error = result.error();
            try {
                if (error != null) {
                    Condition condition = Condition.ofItem(answer.status(), error);
                    throw failures.of(answer.error(error), condition, version.apply(item));
                }
                return Outcome.success(read.apply(item, result));
            } catch (EnvelopeException e) {
                return Outcome.failure(e);
            }
        }
    }
}
