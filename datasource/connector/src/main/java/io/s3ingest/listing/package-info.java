/** Listing below folders, with filters and counted exclusions. */
package io.s3ingest.listing;
