package dev.envelope;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of one item of a list: a value, or the failure of that item alone.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T> {

    /**
     * Returns the value, or throws the item's failure.
     *
     * @return the value
     * @throws EnvelopeException the failure
     */
    T orElseThrow();

    /**
     * Returns the failure, if this item failed.
     *
     * @return the failure, or empty if there is a value
     */
    Optional<EnvelopeException> failure();

    /**
     * Applies a function to the value, if there is one.
     *
     * @param <R> the type of the function's result
     * @param function applied to the value; what it throws from this library's hierarchy becomes the failure
     * @return the outcome of the function, or this failure
     */
    <R> Outcome<R> map(Function<? super T, ? extends R> function);

    /**
     * Tells whether there is a value.
     *
     * @return true if {@link #orElseThrow()} returns
     */
    default boolean isSuccess() {
        return failure().isEmpty();
    }

    /**
     * An item that succeeded.
     *
     * @param <T> the type of the value
     * @param value the value
     * @return the outcome
     */
    static <T> Outcome<T> success(T value) {
        return new Success<>(value);
    }

    /**
     * An item that failed.
     *
     * @param <T> the type that a value would have had
     * @param failure why
     * @return the outcome
     */
    static <T> Outcome<T> failure(EnvelopeException failure) {
        return new Failure<>(failure);
    }

    /**
     * A value. Its {@code toString} does not show it.
     *
     * @param <T> the type of the value
     * @param value the value
     */
    record Success<T>(T value) implements Outcome<T> {

        /**
         * Checks that there is a value.
         *
         * @param value the value
         */
        public Success {
            requireNonNull(value, "value");
        }

        @Override
        public T orElseThrow() {
            return value;
        }

        @Override
        public Optional<EnvelopeException> failure() {
            return Optional.empty();
        }

        @Override
        public <R> Outcome<R> map(Function<? super T, ? extends R> function) {
            try {
                return new Success<>(function.apply(value));
            } catch (EnvelopeException e) {
                return new Failure<>(e);
            }
        }

        @Override
        public String toString() {
            return "Success";
        }
    }

    /**
     * A failure.
     *
     * @param <T> the type that a value would have had
     * @param exception why there is none
     */
    record Failure<T>(EnvelopeException exception) implements Outcome<T> {

        /**
         * Checks that there is a reason.
         *
         * @param exception why there is none
         */
        public Failure {
            requireNonNull(exception, "exception");
        }

        @Override
        public T orElseThrow() {
            throw exception;
        }

        @Override
        public Optional<EnvelopeException> failure() {
            return Optional.of(exception);
        }

        @Override
        public <R> Outcome<R> map(Function<? super T, ? extends R> function) {
            return new Failure<>(exception);
        }
    }
}
