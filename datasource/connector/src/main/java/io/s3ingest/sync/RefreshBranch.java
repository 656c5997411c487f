package io.s3ingest.sync;

/**
 * The branch on which a full refresh collects its slices, unseen, until it is published.
 *
 * @param since the table's snapshot when the refresh began, -1 for none
 * @param recipe what its rows are read with: a refresh with another one cannot go on with them
 */
public record RefreshBranch(long since, String recipe) {}
