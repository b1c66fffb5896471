package dev.envelope.soak;

/**
 * A row of a shelf.
 *
 * @param id its key
 * @param owner whose it is
 * @param revision the number of the revision that it holds
 * @param body an envelope of bytes
 * @param note an envelope of text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredRecord(long id, String owner, long revision, byte[] body, String note) {}
