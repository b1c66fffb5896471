package dev.envelope.internal.content;

import dev.envelope.EnvelopeException;
import dev.envelope.format.ByteRange;
import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.TricklingInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The readers that every public way of decrypting delegates to, each as a source of pieces of the message. */
enum ContentReader {
    ARRAY {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            return new Pieces() {
                private boolean done;

                @Override
                public byte[] next() {
                    byte[] message = done ? new byte[0] : ContentBlock.open(key, content, 0, content.length);
                    done = true;
                    return message;
                }
            };
        }
    },
    STREAM_BYTE_BY_BYTE {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            InputStream stream = ContentInputStream.opening(key, behindHeader(content), 1);
            return () -> {
                int next = stream.read();
                return next < 0 ? new byte[0] : new byte[] {(byte) next};
            };
        }
    },
    STREAM_WITH_A_SMALL_BUFFER {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            return pieces(ContentInputStream.opening(key, behindHeader(content), 1), 1000);
        }
    },
    STREAM_WITH_A_LARGE_BUFFER {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            return pieces(ContentInputStream.opening(key, behindHeader(content), 1), 1 << 20);
        }
    },
    STREAM_OVER_A_TRICKLING_SOURCE {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            byte[] chunks = behindHeader(content).readAllBytes();
            return pieces(ContentInputStream.opening(key, new TricklingInputStream(chunks), 1), 1 << 20);
        }
    },
    STREAM_ON_THREE_THREADS {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            return pieces(ContentInputStream.opening(key, behindHeader(content), 3), 10_000);
        }
    },
    CHANNEL {
        @Override
        Pieces open(ContentKey key, byte[] content) throws IOException {
            return pieces(new ContentChannel(key, MemoryChannel.of(content), 0), 1 << 20);
        }
    },
    CHANNEL_WITH_A_SMALL_BUFFER {
        @Override
        Pieces open(ContentKey key, byte[] content) throws IOException {
            return pieces(new ContentChannel(key, MemoryChannel.of(content), 0), 1000);
        }
    },
    CHANNEL_OVER_A_TRICKLING_SOURCE {
        @Override
        Pieces open(ContentKey key, byte[] content) throws IOException {
            return pieces(new ContentChannel(key, MemoryChannel.trickling(content, 700), 0), 10_000);
        }
    },
    RANGES {
        @Override
        Pieces open(ContentKey key, byte[] content) {
            return new Pieces() {
                private static final int LENGTH = 10_000;
                private long offset;

                @Override
                public byte[] next() {
                    ByteRange range = ContentRanges.ciphertextRange(offset, LENGTH);
                    int from = (int) Math.min(content.length, range.offset());
                    int to = (int) Math.min(content.length, range.offset() + range.length());
                    byte[] piece = ContentRanges.open(key, offset, LENGTH, Arrays.copyOfRange(content, from, to));
                    offset += piece.length;
                    return piece;
                }
            };
        }
    };

    /** A message as it is read. */
    @FunctionalInterface
    interface Pieces {
        /** The next bytes; none at the end. */
        byte[] next() throws IOException;
    }

    /**
     * What came of reading a content block to its end.
     *
     * @param message what was handed out
     * @param failure why it ended, unless it ended well
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reading(byte[] message, Optional<EnvelopeException> failure) {}

    abstract Pieces open(ContentKey key, byte[] content) throws IOException;

    /** Reads to the end, and where that is a failure, makes sure that reading on fails again. */
    Reading read(ContentKey key, byte[] content) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            Pieces pieces;
            try {
                pieces = open(key, content);
            } catch (EnvelopeException e) {
                return new Reading(new byte[0], Optional.of(e));
            }
            try {
                byte[] piece = pieces.next();
                while (piece.length > 0) {
                    message.write(piece);
                    piece = pieces.next();
                }
                return new Reading(message.toByteArray(), Optional.empty());
            } catch (EnvelopeException e) {
                for (int i = 0; i < 3; i++) {
                    requireFailure(pieces);
                }
                return new Reading(message.toByteArray(), Optional.of(e));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireFailure(Pieces pieces) throws IOException {
        int length;
        try {
            length = pieces.next().length;
        } catch (EnvelopeException e) {
            return;
        }
        throw new AssertionError(this + " failed, and went on with " + length + " bytes when it was read again");
    }

    private static ByteArrayInputStream behindHeader(byte[] content) {
        return new ByteArrayInputStream(content, ChunkLayout.HEADER_LENGTH, content.length);
    }

    private static Pieces pieces(InputStream stream, int bufferLength) {
        byte[] buffer = new byte[bufferLength];
        return () -> Arrays.copyOf(buffer, Math.max(0, stream.read(buffer)));
    }

    private static Pieces pieces(ContentChannel channel, int bufferLength) {
        ByteBuffer buffer = ByteBuffer.allocate(bufferLength);
        return () -> Arrays.copyOf(buffer.array(), Math.max(0, channel.read(buffer.clear())));
    }
}
