package io.s3ingest.listing;

import java.time.Instant;

/**
 * What a listing passed by.
 *
 * @param listed how many objects the store named, those that take no part included
 * @param inKeyOrder false if the store broke the order of keys or named a key twice
 * @param storeTime the store's clock at the first page: what is uploaded later has a later time;
 *     null if the store has no clock
 */
public record ListingSummary(
    long listed, Exclusions excluded, boolean inKeyOrder, Instant storeTime) {}
